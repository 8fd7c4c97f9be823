// A board in a browser over a long time: what it weighs, and whether that grows.
//   node tests/soak/board-heap.ts [minutes]
// In the first hour the heap still settles: what it would gain in a day can only be told from longer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBoard } from './measure-board.ts';

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) throw new Error('minutes: must be a number above 0');
const folder = mkdtempSync(join(tmpdir(), 'bereik-soak-'));
try {
	const measureMs = minutes * 60_000;
	const measured = await measureBoard({
		folder,
		settleMs: Math.min(60_000, measureMs / 2),
		measureMs,
		everyMs: Math.max(5_000, measureMs / 60),
		changeMs: 500,
		onWeight: ({ atMs, heapBytes, nodes, listeners, frames }) => {
			const time = new Date(atMs).toISOString().slice(11, 19);
			console.log(`${time}  heap ${megabytes(heapBytes)}  nodes ${nodes}  listeners ${listeners}  frames ${frames}`);
		}
	});
	if (measured === null) {
		console.log('SKIPPED: no browser on this machine, so no board was weighed');
	} else {
		const { weights, taskMsPerFrame, heapBytesPerDay } = measured;
		const [first, last] = [weights[0], weights.at(-1)];
		console.log(
			`\nover ${minutes} min: heap ${megabytes(heapBytesPerDay)} a day, nodes ${first?.nodes} → ${last?.nodes}, ` +
				`listeners ${first?.listeners} → ${last?.listeners}, ${taskMsPerFrame.toFixed(1)} ms of main thread a frame`
		);
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function megabytes(bytes: number): string {
	return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
