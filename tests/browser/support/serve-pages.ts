import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '#lib/server/logger.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { startWebServer } from '#lib/server/web-server.ts';
import { testConfiguration } from '../../support/open-application.ts';
import type { AccessApi } from './access-api.ts';
import type { FakeStream } from './fake-stream.ts';

/** Pages that are served until they are closed. */
export type ServedPages = Readonly<{ address: string; close: () => Promise<void> }>;

/**
 * Serves the built pages on a port of their own as the server does, but for everything under `/api/`: that is what a test makes
 * of it.
 * @param api what answers what is not the stream; where it gives null, the stream does
 * @throws NotBuilt when there is no build
 */
export async function servePages(stream: FakeStream, api: () => AccessApi | null): Promise<ServedPages> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-'));
	const configuration = testConfiguration(folder);
	// The shells of the pages come past its door, which stands open; nothing else is asked of it.
	const app = await startApplication(configuration, { logger: createLogger('silent') });
	const web = await startWebServer(configuration, {
		// A stream of a test may be silent for as long as the test wants it to.
		limits: { idleMs: 0 },
		answersDirectly(message, response) {
			const { pathname } = new URL(message.url ?? '/', 'http://localhost');
			if (!pathname.startsWith('/api/')) return false;
			const answering = pathname === '/api/stream' ? null : api();
			if (answering === null) stream.handle(message, response);
			else void answering.handle(message, response);
			return true;
		}
	});
	return {
		// By number, so that no name has to be looked up.
		address: `http://127.0.0.1:${web.port}`,
		async close() {
			await web.close();
			await app.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
