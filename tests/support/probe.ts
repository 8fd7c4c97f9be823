import { Worker } from 'node:worker_threads';

const isLong = process.env['BEREIK_LONG'] === '1';

/** How an honest reader fared meanwhile. */
export type ProbeReport = Readonly<{ asked: number; failed: number; p50Ms: number; p99Ms: number; maxMs: number }>;

/**
 * Asks the same again and again, each a moment after the last was answered, as an honest reader does; in a thread of its own, so
 * that what the test itself is busy with does not count.
 * @param leftOut how many answers at the start do not count
 * @returns ends it and says how long the answers took
 */
export function probe(url: string, pauseMs = 10, leftOut = 0): { stop(): Promise<ProbeReport> } {
	const worker = new Worker(new URL('./probe-thread.ts', import.meta.url), { workerData: { url, pauseMs, leftOut } });
	return {
		stop: () =>
			new Promise((resolve, reject) => {
				worker.once('message', (report: ProbeReport) => resolve(report));
				worker.once('error', reject);
				worker.postMessage('stop');
			})
	};
}

/**
 * How long an honest reader waits while nobody attacks: what the machine's other work costs. The first answers, which wait for code
 * to be loaded, are left out, and the long form takes a while: of a hundred answers the p99 is the one that took longest. The short form
 * bears a second anyhow, and looks for what takes twenty-five milliseconds and more.
 */
export async function probeCalm(url: string, forMs = isLong ? 4_000 : 1_500): Promise<ProbeReport> {
	const reader = probe(url, 10, 20);
	await new Promise((resolve) => setTimeout(resolve, forMs));
	return reader.stop();
}

/** One line about it, for people. */
export function told(name: string, { asked, p50Ms, p99Ms, maxMs }: ProbeReport): string {
	return `${name}: ${asked} answers, p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, longest ${maxMs.toFixed(0)} ms`;
}

/** Longest that 99 of 100 honest answers may take while others attack, on a machine that has nothing else to do: the long form. */
const alonePatienceMs = 250;
/** The same where another file of tests has one of the two processors: nothing before or after tells how much of it. */
const besideTestsPatienceMs = 1_000;
/** The one that holds in this run. */
export const patienceMs = isLong ? alonePatienceMs : besideTestsPatienceMs;
/** With nobody attacking an answer takes a few ms. A machine that takes longer than this is busy with something else … */
const busyMs = 25;
/** … and then an attack may make answers so many times as long as they are without it; the two bounds are one at `busyMs`. */
const patienceTimes = patienceMs / busyMs;

/**
 * Longest that 99 of 100 honest answers may take while others attack, by how long they take while nobody does: before and after, for
 * what else the machine has to do comes and goes.
 */
export function patienceOf(calm: readonly ProbeReport[]): number {
	return Math.max(patienceMs, patienceTimes * Math.max(0, ...calm.map(({ p99Ms }) => p99Ms)));
}

/** What is wrong with how an honest reader fared; null when nothing is. Always judged, on a busy machine by what it takes there. */
export function impatience(calm: readonly ProbeReport[], meanwhile: ProbeReport): string | null {
	if (meanwhile.failed > 0) return `${meanwhile.failed} of ${meanwhile.asked} honest answers failed`;
	if (meanwhile.asked === 0) return 'no honest answer came at all';
	const patience = patienceOf(calm);
	if (meanwhile.p99Ms <= patience) return null;
	return `p99 of an honest answer was ${meanwhile.p99Ms.toFixed(0)} ms, at most ${patience.toFixed(0)} ms`;
}

/** Two lines about it, for people. */
export function toldOfAttack(before: ProbeReport, meanwhile: ProbeReport, after: ProbeReport): string {
	const patience = patienceOf([before, after]);
	const bound = patience === patienceMs ? 'a calm machine' : 'a busy machine, by what it takes with nobody attacking';
	const lines = [told('before', before), told('meanwhile', meanwhile), told('after', after)];
	return `${lines.join('; ')}\nThe p99 meanwhile may be ${patience.toFixed(0)} ms: ${bound}.`;
}
