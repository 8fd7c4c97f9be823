import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { createServer } from 'vite';
import type { Plugin, ViteDevServer } from 'vite';
import type { FakeStream } from './fake-stream.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** A name for the pages that is not this computer’s own, as a television sees them. */
export const wallHost = 'wall.bereik.test';
const flags = [
	`--host-resolver-rules=MAP ${wallHost} 127.0.0.1`,
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** Path of a browser on this machine, or null; `BEREIK_CHROMIUM` names another. */
export function findBrowser(): string | null {
	const named = process.env['BEREIK_CHROMIUM'];
	return [named, ...places].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Starts the browser found by {@link findBrowser}. */
export function launchBrowser(executablePath: string): Promise<Browser> {
	return chromium.launch({ executablePath, args: flags });
}

/** The real pages on a port of their own, with the stream of a test behind them instead of the server's. */
export async function servePages(
	stream: FakeStream
): Promise<Readonly<{ address: string; close: () => Promise<void> }>> {
	const server = await createServer({
		root: process.cwd(),
		// Not the cache of a development server that may be running beside the tests.
		cacheDir: 'test-output/vite-cache',
		logLevel: 'error',
		// Found only when a page first needs it, it would make the server load every page anew.
		optimizeDeps: { include: ['uqr'] },
		server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, allowedHosts: [wallHost] },
		plugins: [fakeApi(stream), withoutServer()]
	});
	await server.listen();
	return { address: addressOf(server), close: () => server.close() };
}

function fakeApi(stream: FakeStream): Plugin {
	return {
		name: 'fake-api',
		configureServer(server) {
			server.middlewares.use('/api', (request, response) => stream.handle(request, response));
		}
	};
}

/** Pages are drawn in the browser: the shell needs no database, and must not open this machine's. */
function withoutServer(): Plugin {
	return {
		name: 'without-server',
		enforce: 'pre',
		load: (id) => (id.endsWith('/src/hooks.server.ts') ? 'export {};' : null)
	};
}

function addressOf(server: ViteDevServer): string {
	const address = server.httpServer?.address();
	// Listening on TCP, the address is never a pipe's name.
	return `http://127.0.0.1:${(address as AddressInfo).port}`;
}
