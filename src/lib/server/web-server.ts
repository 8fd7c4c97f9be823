import { createServer, type RequestListener, type Server } from 'node:http';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AddressInfo } from 'node:net';
import type { Configuration } from './configuration.ts';

/** A web server that listens. */
export type WebServer = Readonly<{
	/** Where it can be reached, with the port it really has. */
	url: string;
	port: number;
	/** Stops listening and cuts what is still open. */
	close(): Promise<void>;
}>;

/** The pages have not been built. */
export class NotBuilt extends Error {
	override readonly name = 'NotBuilt';
}

/** The port is taken by another program. */
export class PortTaken extends Error {
	override readonly name = 'PortTaken';
}

/**
 * Serves the built pages and routes.
 * @throws NotBuilt when there is no build, PortTaken when the port is in use
 */
export async function startWebServer(configuration: Configuration): Promise<WebServer> {
	const handler = await loadHandler(configuration);
	const server = createServer(
		{
			headersTimeout: 10_000,
			requestTimeout: 15_000,
			keepAliveTimeout: 65_000,
			maxHeaderSize: 8 * 1024,
			connectionsCheckingInterval: 2_000
		},
		handler
	);
	await listen(server, configuration);
	const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
	const name =
		configuration.host === '0.0.0.0' || configuration.host === '::' || configuration.host === '127.0.0.1'
			? 'localhost'
			: configuration.host;
	return {
		port,
		url: configuration.origin ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

async function loadHandler({ origin }: Configuration): Promise<RequestListener> {
	const file = join(projectRoot(), 'build', 'handler.js');
	if (!existsSync(file)) throw new NotBuilt('the pages have not been built: run `npm run build` first');
	// The adapter reads these when it is loaded. The intake has bounds of its own, so this one only has to be above them.
	process.env['BODY_SIZE_LIMIT'] ??= '11M';
	if (origin !== null) process.env['ORIGIN'] ??= origin;
	const { handler } = (await import(pathToFileURL(file).href)) as { handler: RequestListener }; // what the adapter writes
	return handler;
}

function projectRoot(): string {
	let folder = import.meta.dirname;
	while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
	return folder;
}

function listen(server: Server, { host, port }: Configuration): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new PortTaken(`port ${port} is in use by another program: set PORT to a free one`)
					: error
			)
		);
		server.listen(port, host, () => resolve());
	});
}
