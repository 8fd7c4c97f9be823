import { parentPort, workerData } from 'node:worker_threads';

/* The thread of probe.ts. */

const { url, pauseMs, leftOut } = workerData as { url: string; pauseMs: number; leftOut: number }; // as probe.ts starts it
const tookMs: number[] = [];
let failed = 0;
let isOver = false;
parentPort?.once('message', () => {
	isOver = true;
});
while (!isOver) {
	const start = performance.now();
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
		await response.text();
		if (!response.ok) failed++;
	} catch {
		failed++;
	}
	tookMs.push(performance.now() - start);
	await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
// On a machine that is very busy few come at all: then half of them count.
const sorted = tookMs.slice(Math.min(leftOut, tookMs.length >> 1)).sort((one, other) => one - other);
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
parentPort?.postMessage({ asked: sorted.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) });
