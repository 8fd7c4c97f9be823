import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilStopped } from '#lib/cli/serve.ts';
import { openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { startApplication } from '#lib/server/start-application.ts';
import type { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { encodeText } from '#lib/server/live/encoded-message.ts';
import { createLogger } from '#lib/server/logger.ts';
import { startWebServer } from '#lib/server/web-server.ts';

// The product's own application, web server, route and broadcaster, on an empty log and open to this machine alone. One path is
// added, in this process only: what is posted there reaches every screen of the view as it is.
const publishPath = '/bench/publish';
const view = 'now';

const folder = mkdtempSync(join(tmpdir(), 'bereik-bench-serve-'));
const configuration = {
	databaseFile: join(folder, 'bench.db'),
	host: '127.0.0.1',
	port: Number(process.env['PORT'] ?? 0),
	origin: null,
	zone: 'Europe/Amsterdam',
	access: openAccessConfiguration
};
const app = await startApplication(configuration, { logger: createLogger('silent') });
const broadcaster = app.streams.of(view);
if (broadcaster === null) throw new Error(`there is no view ${view}`);
const web = await startWebServer(configuration, {
	answersDirectly: (message, response) => {
		if (message.method !== 'POST' || message.url !== publishPath) return false;
		publish(broadcaster, message, response);
		return true;
	}
});
const paths = { subscribe: `/api/stream?view=${view}`, publish: publishPath };
console.log(JSON.stringify({ port: web.port, pid: process.pid, ...paths }));
await untilStopped();
app.streams.end();
await web.close();
await app.close();
rmSync(folder, { recursive: true, force: true });

function publish(to: Broadcaster, message: IncomingMessage, response: ServerResponse): void {
	const parts: Buffer[] = [];
	message.on('data', (part: Buffer) => parts.push(part));
	message.on('end', () => {
		response.writeHead(202, { 'content-length': 0 }).end();
		// A line of data has no line break in it; everything else goes as it came.
		const lines = Buffer.concat(parts)
			.toString()
			.split(/\r\n|\r|\n/);
		to.send(encodeText(`${lines.map((line) => `data: ${line}`).join('\n')}\n\n`));
	});
}
