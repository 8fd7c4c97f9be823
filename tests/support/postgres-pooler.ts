import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A pooler of connections, and how many of the server's it has used. */
export type Pooler = Readonly<{ url: string; connectionsUsed(): number }>;

/** A connection to the server that one client at a time may use, for one transaction. */
type Backend = { socket: Socket; onMessage: (message: Buffer) => void; isBusy: boolean; used: boolean };

const readyForQuery = 0x5a; // Z
const sync = 0x53; // S
const simpleQuery = 0x51; // Q
const terminate = 0x58; // X

/**
 * Stands before a server as PgBouncer in transaction pooling does: whoever connects is given a connection of the server for each
 * transaction, the next one in turn, and keeps nothing on it. Gone when the test is over.
 */
export async function connectionPooler(serverUrl: string, connections: number): Promise<Pooler> {
	const url = new URL(serverUrl);
	const backends = await Promise.all(Array.from({ length: connections }, () => openBackend(url)));
	const waiting: ((backend: Backend) => void)[] = [];
	let next = 0;
	const take = (): Promise<Backend> => {
		for (let tried = 0; tried < backends.length; tried++) {
			const backend = backends[next++ % backends.length];
			if (backend !== undefined && !backend.isBusy) {
				backend.isBusy = true;
				return Promise.resolve(backend);
			}
		}
		return new Promise((resolve) => waiting.push(resolve));
	};
	const release = (backend: Backend): void => {
		const first = waiting.shift();
		if (first === undefined) backend.isBusy = false;
		else first(backend);
	};
	const clients = new Set<Socket>();
	const server = createServer((client) => {
		clients.add(client);
		client.on('error', () => client.destroy());
		serve(client, take, release);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		for (const socket of [...clients, ...backends.map((backend) => backend.socket)]) socket.destroy();
		server.close();
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the pooler has no port');
	url.port = String(address.port);
	return { url: url.href, connectionsUsed: () => backends.filter(({ used }) => used).length };
}

function serve(client: Socket, take: () => Promise<Backend>, release: (backend: Backend) => void): void {
	let backend: Promise<Backend> | null = null;
	let begun: Buffer[] = [];
	readMessages(client, startup, (message, isFirst) => {
		if (isFirst) {
			// Let in, and ready.
			client.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, readyForQuery, 0, 0, 0, 5, 0x49]));
			return;
		}
		if (message[0] === terminate) return void client.end();
		begun.push(message);
		if (message[0] !== sync && message[0] !== simpleQuery) return;
		const request = Buffer.concat(begun);
		begun = [];
		backend ??= take();
		void backend.then((taken) => {
			taken.used = true;
			taken.onMessage = (answer) => {
				if (!client.destroyed) client.write(answer);
				// Idle, outside of a transaction.
				if (answer[0] !== readyForQuery || answer[5] !== 0x49) return;
				backend = null;
				release(taken);
			};
			taken.socket.write(request);
		});
	});
}

const startup = true;

/** Cuts what comes into messages: a kind, a length and a body; the first that a client sends has no kind. */
function readMessages(
	socket: Socket,
	hasStartup: boolean,
	onMessage: (message: Buffer, isFirst: boolean) => void
): void {
	let rest = Buffer.alloc(0);
	let isFirst = hasStartup;
	socket.on('data', (chunk: Buffer) => {
		rest = Buffer.concat([rest, chunk]);
		for (;;) {
			const kindBytes = isFirst ? 0 : 1;
			if (rest.length < kindBytes + 4) return;
			const length = kindBytes + rest.readInt32BE(kindBytes);
			if (rest.length < length) return;
			const message = rest.subarray(0, length);
			rest = rest.subarray(length);
			const wasFirst = isFirst;
			isFirst = false;
			onMessage(message, wasFirst);
		}
	});
}

/** A connection of the server's, ready; its user needs no password. */
function openBackend(url: URL): Promise<Backend> {
	const socket = connect(Number(url.port), url.hostname);
	const backend: Backend = { socket, onMessage: () => {}, isBusy: false, used: false };
	const parameters = Buffer.from(`user\0${url.username}\0database\0${url.pathname.slice(1)}\0\0`);
	const head = Buffer.alloc(8);
	head.writeInt32BE(8 + parameters.length, 0);
	head.writeInt32BE(196_608, 4); // the protocol's version 3.0
	socket.write(Buffer.concat([head, parameters]));
	return new Promise((resolve, reject) => {
		socket.once('error', reject);
		backend.onMessage = (message) => {
			if (message[0] === readyForQuery) resolve(backend);
		};
		readMessages(socket, false, (message) => backend.onMessage(message));
	});
}
