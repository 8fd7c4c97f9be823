import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { encodeText } from '#lib/server/live/encoded-message.ts';
import { BareStream } from '../support/bare-stream.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';

const unreadBytes = 256 * 1024;
const screens = 50;
/** More than the kernel takes of a connection that nobody reads. */
const offeredBytes = 12 * 1024 * 1024;
const text = 'x'.repeat(32 * 1024);

/** Screens that read their first message and then stop. */
async function frozenScreens(stream: BareStream): Promise<Socket[]> {
	const port = await stream.listen();
	const opened = Array.from({ length: screens }, () => {
		const socket = connect(port, '127.0.0.1');
		onTestFinished(() => void socket.destroy());
		socket.on('error', () => {});
		socket.once('data', () => socket.pause());
		socket.write('GET / HTTP/1.0\r\n\r\n');
		return socket;
	});
	await expect.poll(() => stream.broadcaster.size).toBe(screens);
	await expect.poll(() => opened.every((socket) => socket.isPaused())).toBe(true);
	return opened;
}

/** Sends much more than anybody takes; the most that ever waited in this process for one screen. */
async function offer(stream: BareStream): Promise<number> {
	let most = 0;
	for (let sent = 0, no = 0; sent < offeredBytes; sent += text.length, no++) {
		stream.change({ text: `${no}${text}` });
		await turn();
		most = Math.max(most, ...stream.sockets.map(({ writableLength }) => writableLength));
	}
	return most;
}

test('fifty screens that stop reading cost a bounded buffer each; those that read again get one snapshot, the others are cut', async () => {
	const stream = new BareStream();
	const opened = await frozenScreens(stream);
	const frozenSince = performance.now();
	const most = await offer(stream);
	expect(most).toBeGreaterThan(0);
	expect(most).toBeLessThanOrEqual(unreadBytes);
	expect(stream.broadcaster.size).toBe(screens);

	const reading = opened.slice(0, screens / 2).map((socket) => {
		const reader = new StreamReader();
		const follows = new FollowedCells();
		let taken = 0;
		socket.on('data', (bytes: Buffer) => {
			reader.take(bytes);
			for (; taken < reader.events.length; taken++) {
				const event = reader.events[taken];
				// The first messages are gone with the first bytes: it follows from the first snapshot it sees.
				if (event !== undefined && (follows.id !== null || event.event === 'snapshot')) follows.take(event);
			}
		});
		socket.resume();
		return { reader, follows };
	});
	await expect
		.poll(
			() => {
				stream.broadcaster.look(performance.now());
				return reading.every(({ reader }) => reader.of('snapshot').length === 1);
			},
			{ timeout: 20_000 }
		)
		.toBe(true);
	stream.change({ text: 'the present' });
	for (const { follows } of reading) await expect.poll(() => follows.cells).toEqual(stream.cells);
	expect(reading.map(({ reader }) => reader.of('snapshot').length)).toEqual(reading.map(() => 1));

	stream.broadcaster.look(frozenSince + 29_999);
	expect(stream.broadcaster.size).toBe(screens);
	stream.broadcaster.look(performance.now() + 30_000);
	expect(stream.broadcaster.size).toBe(screens / 2);
	await expect.poll(() => stream.sockets.filter(({ destroyed }) => destroyed)).toHaveLength(screens / 2);
}, 60_000);

test('a queue that is not bounded is found out', async () => {
	const stream = new BareStream({
		answer: (broadcaster, { socket }, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write(encodeText(': hello\n\n').bytes);
			broadcaster.subscribe({ send: (bytes) => socket.write(bytes), end: () => socket.destroy() });
		}
	});
	await frozenScreens(stream);
	expect(await offer(stream)).toBeGreaterThan(unreadBytes);
}, 60_000);
