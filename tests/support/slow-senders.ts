import { connect, type Socket } from 'node:net';

/** Connections of somebody who means to hold all there are. */
export type SlowSenders = Readonly<{
	/** How many the server has not closed. */
	open(): number;
	stop(): void;
}>;

/** How each of them is slow: with the head of a request, with its body, or in saying anything at all. */
const beginnings = [
	'GET / HTTP/1.1\r\nHost: localhost\r\n',
	'POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n',
	''
] as const;
const drips = ['X-Slow: 1\r\n', ' ', ''] as const;

/** Opens so many connections, each of which sends a little each time but never all of a request. */
export async function openSlowSenders(port: number, count: number, everyMs: number): Promise<SlowSenders> {
	const sockets: Socket[] = [];
	const connected: Promise<void>[] = [];
	for (let at = 0; at < count; at++) {
		const socket = connect(port, '127.0.0.1');
		sockets.push(socket);
		socket.on('error', () => {}).resume();
		connected.push(
			new Promise((resolve) => {
				socket.once('connect', () => {
					socket.write(beginnings[at % beginnings.length] ?? '');
					resolve();
				});
				socket.once('close', () => resolve());
			})
		);
	}
	await Promise.all(connected);
	const timer = setInterval(() => {
		for (const [at, socket] of sockets.entries()) {
			const drip = drips[at % drips.length] ?? '';
			if (!socket.destroyed && drip !== '') socket.write(drip);
		}
	}, everyMs);
	return {
		open: () => sockets.filter((socket) => !socket.closed).length,
		stop() {
			clearInterval(timer);
			for (const socket of sockets) socket.destroy();
		}
	};
}

/** How long answers to an ordinary request take meanwhile, ms. */
export async function answerTimes(url: string, until: () => boolean): Promise<readonly number[]> {
	const times: number[] = [];
	while (!until()) {
		const startedAt = performance.now();
		const response = await fetch(url);
		await response.arrayBuffer();
		if (!response.ok) throw new Error(`${url} answered ${response.status}`);
		times.push(performance.now() - startedAt);
		await new Promise((resolve) => void setTimeout(resolve, 5));
	}
	return times;
}

/** The value that so large a share of some values does not exceed; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
