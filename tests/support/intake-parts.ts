import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiKeys } from '#lib/server/access/api-keys.ts';
import { StoredApiKeys } from '#lib/server/access/api-key-store.ts';
import { Seal } from '#lib/server/access/seal.ts';
import { WebhookSecrets } from '#lib/server/access/webhook-secrets.ts';
import { systemClock } from '#lib/server/clock.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { newIntakeCounters } from '#lib/server/intake/intake-counters.ts';
import { IntakeRates } from '#lib/server/intake/intake-rates.ts';
import { anyNames } from '#lib/server/intake/new-names.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { RejectedRecords } from '#lib/server/intake/rejected-records.ts';
import { Comments } from '#lib/server/privacy/comments.ts';
import { StoredRejectedRecords } from '#lib/server/intake/rejected-store.ts';

/** The product's own intake on a log that exists, put together as the server does it. */
export async function openIntakeParts(file: string, wrap: (store: EventStore) => EventStore = (store) => store) {
	const database = openLog(file);
	const store = new SqliteEventStore(database);
	const { seq } = await store.head();
	return {
		clock: systemClock,
		log: new EventLog({ store: wrap(store), clock: systemClock, onListenerError: (error) => console.error(error) }),
		keys: new ApiKeys(new StoredApiKeys(database), systemClock),
		rejected: new RejectedRecords(new StoredRejectedRecords(database)),
		pseudonyms: new Pseudonyms(loadPseudonymKey(besideLog(file, 'key'), seq === 0)),
		comments: new Comments(database, new Seal(Buffer.alloc(32, 2))),
		counters: newIntakeCounters(),
		webhookSecrets: new WebhookSecrets({ database, seal: new Seal(Buffer.alloc(32, 2)), now: () => systemClock.now() }),
		rates: new IntakeRates(),
		names: anyNames
	};
}

/** The parts of an intake. */
export type ServedIntake = Awaited<ReturnType<typeof openIntakeParts>>;

/**
 * Serves `POST /api/events` and the health of the log on a free port, without the web framework, and says on standard
 * output where.
 */
export function serveIntake(
	parts: ServedIntake,
	receive: (parts: ServedIntake, request: Request) => Promise<Response>
): void {
	const server = createServer((message, response) => void answer(parts, receive, message, response));
	server.listen(0, '127.0.0.1', () => {
		const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
		console.log(`Intake is at http://127.0.0.1:${port}`);
	});
}

async function answer(
	parts: ServedIntake,
	receive: (parts: ServedIntake, request: Request) => Promise<Response>,
	message: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	try {
		if (message.url === '/api/health/ready') {
			const { seq } = await parts.log.head();
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'ready', seq }));
			return;
		}
		const answered = await receive(parts, await asRequest(message));
		response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text());
	} catch (error) {
		response.writeHead(500).end(String(error));
	}
}

async function asRequest(message: IncomingMessage): Promise<Request> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk as Buffer); // no encoding is set, so they are buffers
	const headers = new Headers();
	for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
	return new Request(`http://127.0.0.1${message.url}`, {
		method: 'POST',
		headers,
		body: new Uint8Array(Buffer.concat(chunks))
	});
}
