import { Worker } from 'node:worker_threads';

/** How an honest reader fared meanwhile. */
export type ProbeReport = Readonly<{ asked: number; failed: number; p50Ms: number; p99Ms: number; maxMs: number }>;

/**
 * Asks the same again and again, each a moment after the last was answered, as an honest reader does; in a thread of its own, so
 * that what the test itself is busy with does not count.
 * @returns ends it and says how long the answers took
 */
export function probe(url: string, pauseMs = 10): { stop(): Promise<ProbeReport> } {
	const worker = new Worker(new URL('./probe-thread.ts', import.meta.url), { workerData: { url, pauseMs } });
	return {
		stop: () =>
			new Promise((resolve, reject) => {
				worker.once('message', (report: ProbeReport) => resolve(report));
				worker.once('error', reject);
				worker.postMessage('stop');
			})
	};
}

/** How long an honest reader waits while nobody attacks: what the machine's other work costs. */
export async function probeCalm(url: string, forMs = 1_500): Promise<ProbeReport> {
	const reader = probe(url);
	await new Promise((resolve) => setTimeout(resolve, forMs));
	return reader.stop();
}

/** One line about it, for people. */
export function told(name: string, { asked, p50Ms, p99Ms, maxMs }: ProbeReport): string {
	return `${name}: ${asked} answers, p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, longest ${maxMs.toFixed(0)} ms`;
}

/** Longest that 99 of 100 honest answers may take while others attack. */
const patienceMs = 250;
/** With nobody attacking an answer takes a few ms. Where it takes so long, the machine is busy with something else. */
const busyMs = 50;

/**
 * What is wrong with how an honest reader fared; null when nothing is. A machine that has other work cannot tell: that is said
 * aloud, and nothing is judged.
 */
export function impatience(calm: ProbeReport, meanwhile: ProbeReport): string | null {
	if (meanwhile.failed > 0) return `${meanwhile.failed} of ${meanwhile.asked} honest answers failed`;
	if (calm.p99Ms > busyMs) {
		console.warn(
			`NOT JUDGED: the machine is busy, an honest answer took ${calm.p99Ms.toFixed(0)} ms before the attack`
		);
		return null;
	}
	return meanwhile.p99Ms <= patienceMs ? null : `p99 of an honest answer was ${meanwhile.p99Ms.toFixed(0)} ms`;
}
