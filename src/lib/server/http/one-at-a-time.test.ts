import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { takeSocket } from '../live/socket-line.ts';
import { mostSentAhead, oneAtATime } from './one-at-a-time.ts';

const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Sends requests in one piece; gives what was served of them, and what came back so far. */
async function sendAhead(handler: RequestListener, ...paths: readonly string[]) {
	const served: string[] = [];
	const server = createServer(
		oneAtATime((message, response) => {
			served.push(message.url ?? '');
			handler(message, response);
		})
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
	const socket = connect(port, '127.0.0.1');
	const came = { text: '', isClosed: false };
	socket.on('data', (bytes: Buffer) => void (came.text += bytes.toString()));
	socket.on('close', () => void (came.isClosed = true));
	onTestFinished(() => {
		socket.destroy();
		server.closeAllConnections();
		server.close();
	});
	socket.write(paths.map(ask).join(''));
	return { served, came };
}

test('serves what was sent ahead in its order, and each only once the one before is answered', async () => {
	let open = 0;
	let most = 0;
	const { came, served } = await sendAhead(
		(message, response) => {
			most = Math.max(most, ++open);
			setTimeout(() => {
				open--;
				response.end(`<${message.url}>`);
			}, 5);
		},
		'/a',
		'/b',
		'/c'
	);
	await vi.waitFor(() => expect(came.text.match(/<.+?>/g)).toEqual(['</a>', '</b>', '</c>']));
	expect([served, most]).toEqual([['/a', '/b', '/c'], 1]);
});

test('does not serve what was sent ahead of a stream that has taken its connection along', async () => {
	const { came, served } = await sendAhead(
		({ socket }, response) => {
			response.writeHead(200).write('begins');
			// As it does: once what was sent ahead has been read.
			setTimeout(() => {
				const line = takeSocket(socket, () => {});
				setTimeout(() => line?.end(), 50);
			}, 10);
		},
		'/stream',
		'/order',
		'/stream'
	);
	await vi.waitFor(() => expect(came.isClosed).toBe(true));
	expect(came.text).toContain('begins');
	expect(served).toEqual(['/stream']);
});

test('does not serve what was sent ahead of an answer that lost its connection', async () => {
	const { came, served } = await sendAhead((_message, response) => response.destroy(), '/breaks', '/order');
	await vi.waitFor(() => expect(came.isClosed).toBe(true));
	expect(served).toEqual(['/breaks']);
});

test('gives everybody else a turn after each, however quickly they are answered', async () => {
	let turns = 0;
	let mostInATurn = Infinity;
	const { served, came } = await sendAhead(
		(_message, response) => {
			setImmediate(() => turns++);
			response.end('!');
			// What is answered without waiting for anything would go on within one turn.
			if (served.length === 300) mostInATurn = served.length - turns;
		},
		...new Array<string>(300).fill('/quick')
	);
	await vi.waitFor(() => expect(came.text.match(/!/g)).toHaveLength(300));
	expect(mostInATurn).toBeLessThan(10);
});

test('cuts a connection in which too many wait, and serves no more of it', async () => {
	const { served, came } = await sendAhead(
		(_message, response) => void setTimeout(() => response.end('!'), 200),
		...new Array<string>(mostSentAhead + 2).fill('/flood')
	);
	await vi.waitFor(() => expect(came.isClosed).toBe(true));
	expect(served).toEqual(['/flood']);
	const { came: others } = await sendAhead(
		(_message, response) => void response.end('!'),
		...new Array<string>(mostSentAhead).fill('/many')
	);
	await vi.waitFor(() => expect(others.text.match(/!/g)).toHaveLength(mostSentAhead), { timeout: 5_000 });
});
