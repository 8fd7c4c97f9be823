import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setResponse } from '@sveltejs/kit/node';
import { expect, onTestFinished, test } from 'vitest';
import { BareStream } from '../../../../tests/support/bare-stream.ts';
import { StreamReader } from '../../../../tests/support/stream-events.ts';
import type { Broadcaster } from './broadcaster.ts';
import { takeSocket } from './socket-line.ts';
import { streamResponse } from './stream-response.ts';

type Internals = Socket & { parser?: unknown; _httpMessage?: unknown };

async function follow(port: number): Promise<{ answer: IncomingMessage; reader: StreamReader }> {
	const asked = get({ port, host: '127.0.0.1', agent: false });
	const [answer] = (await once(asked, 'response')) as [IncomingMessage]; // what the event carries
	const reader = new StreamReader();
	answer.on('data', (bytes: Buffer) => reader.take(bytes));
	answer.on('error', () => {});
	return { answer, reader };
}

async function rawly(port: number, head: string): Promise<{ socket: Socket; text: () => string }> {
	const socket = connect(port, '127.0.0.1');
	onTestFinished(() => void socket.destroy());
	socket.on('error', () => {});
	let text = '';
	socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
	socket.write(`${head}\r\nhost: localhost\r\n\r\n`);
	await expect.poll(() => text).toContain('event: snapshot');
	return { socket, text: () => text };
}

test('an answer that is written past the server is one that any client of HTTP/1.1 reads to its end', async () => {
	const stream = new BareStream();
	const { answer, reader } = await follow(await stream.listen());
	await expect.poll(() => (stream.sockets[0] as Internals | undefined)?.parser).toBeNull();
	for (let no = 1; no <= 100; no++) stream.change({ a: no, text: 'é'.repeat(no) });
	await expect.poll(() => reader.of('frame').length).toBe(100);
	expect(reader.of('frame').at(-1)?.set).toEqual({ a: 100, text: 'é'.repeat(100) });
	stream.broadcaster.end(() => 0);
	await once(answer, 'end');
	expect(answer.complete).toBe(true);
	expect(reader.events.at(-1)?.event).toBe('bye');
	await expect.poll(() => stream.sockets[0]?.destroyed).toBe(true);
});

test('a client of HTTP/1.0 gets no chunks', async () => {
	const stream = new BareStream();
	const { text } = await rawly(await stream.listen(), 'GET / HTTP/1.0');
	stream.change({ a: 1 });
	await expect.poll(text).toMatch(/\n\nevent: frame\nid: \S+\ndata: .*"a":1.*\n\n$/);
	expect(text()).not.toMatch(/^[0-9a-f]+\r$/m);
});

test('all that belonged to the request is let go of, and to the server its answer is over', async () => {
	const over: ServerResponse[] = [];
	const stream = new BareStream({
		answer: (broadcaster, message, response) => {
			response.once('close', () => over.push(response));
			respond(broadcaster, message.socket, response);
		}
	});
	await follow(await stream.listen());
	await expect.poll(() => over.length).toBe(1);
	const socket: Internals | undefined = stream.sockets[0];
	expect([socket?.parser, socket?._httpMessage, over[0]?.socket]).toEqual([null, null, null]);
	expect(socket?.listenerCount('data')).toBe(0);
	expect(socket?.listeners('close').map(({ name }) => name)).not.toContain('bound socketOnClose');
	expect(stream.broadcaster.size).toBe(1);
});

test.each(['destroy', 'end'] as const)('a screen that goes by %s is noticed, whatever it said before', async (way) => {
	const stream = new BareStream();
	const { socket } = await rawly(await stream.listen(), 'GET / HTTP/1.1');
	await expect.poll(() => (stream.sockets[0] as Internals | undefined)?.parser).toBeNull();
	socket.write('GET /another HTTP/1.1\r\n\r\n'.repeat(1_000));
	stream.change({ a: 1 });
	expect(stream.broadcaster.size).toBe(1);
	socket[way]();
	await expect.poll(() => stream.broadcaster.size).toBe(0);
	await expect.poll(() => stream.sockets[0]?.destroyed).toBe(true);
});

test('a screen that does not read what it is told last is cut soon after', async () => {
	const stream = new BareStream();
	const { socket } = await rawly(await stream.listen(), 'GET / HTTP/1.1');
	socket.pause();
	for (let no = 0; (stream.sockets[0]?.writableLength ?? 0) === 0; no++) {
		stream.change({ text: `${no}${'x'.repeat(60_000)}` });
		await new Promise((resolve) => setImmediate(resolve));
	}
	stream.broadcaster.end(() => 0);
	expect(stream.sockets[0]?.destroyed).toBe(false);
	await expect.poll(() => stream.sockets[0]?.destroyed, { timeout: 2_000 }).toBe(true);
});

test('where the server keeps a connection in another way than is known, the answer goes on as it began', async () => {
	const stream = new BareStream({
		answer: (broadcaster, { socket }, response) => {
			// As if a later version of the platform had no such thing.
			const known: Internals = socket;
			const parser = known.parser;
			known.parser = { remove: null };
			expect(takeSocket(socket, () => {})).toBeNull();
			respond(broadcaster, socket, response);
			onTestFinished(() => void (known.parser = parser));
		}
	});
	const { answer, reader } = await follow(await stream.listen());
	stream.change({ a: 1 });
	await expect.poll(() => reader.of('frame').length).toBe(1);
	expect((stream.sockets[0] as Internals | undefined)?._httpMessage).not.toBeNull();
	stream.broadcaster.end(() => 0);
	await once(answer, 'end');
	expect(reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'frame', 'bye']);
});

function respond(broadcaster: Broadcaster, socket: Socket, response: ServerResponse): void {
	void setResponse(response, streamResponse(broadcaster, { signal: new AbortController().signal, socket }));
}
