import { parentPort } from 'node:worker_threads';
import { BreakFinder } from './find-breaks.ts';
import type { FindingSeries } from './finding-series.ts';

/*
 * Started by `FindingsDesk` as a thread of its own: searches the series it is sent for breaks, in order. It loads nothing but
 * arithmetic, and keeps what it has simulated for the next.
 */

/** What the thread is sent, and what it answers. */
export type FindingsRequest = Readonly<{ no: number; series: readonly FindingSeries[] }>;
export type FindingsReply = Readonly<{ no: number; tookMs: number; cpuMs: number }> &
	(Readonly<{ findings: ReturnType<BreakFinder['find']>[] }> | Readonly<{ error: string }>);

const port = parentPort;
if (port === null) throw new Error('this runs as a thread only');
const finder = new BreakFinder();

port.on('message', ({ no, series }: FindingsRequest) => {
	const startedAt = performance.now();
	const cpu = process.threadCpuUsage();
	const took = () => {
		const { user, system } = process.threadCpuUsage(cpu);
		return { tookMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
	};
	try {
		const findings = series.map((one) => finder.find(one));
		port.postMessage({ no, findings, ...took() } satisfies FindingsReply);
	} catch (error) {
		port.postMessage({ no, error: error instanceof Error ? error.message : String(error), ...took() });
	}
});
