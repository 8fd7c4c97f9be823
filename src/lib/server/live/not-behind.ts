import { setTimeout as sleep } from 'node:timers/promises';
import { positionOf } from '#lib/protocol/stream-message.ts';

/** For longer than this no screen waits: older figures are better than none. */
const patienceMs = 2_000;
const lookEveryMs = 20;

/** The live state as far as it matters here. */
export type FoldedLog = Readonly<{ epoch: string; foldedSeq: () => number }>;

/**
 * Waits until this server is as far in the log as a screen that comes from another one already was, so that nobody sees time run
 * backwards. Servers on one log are apart by moments.
 * @param lastId the last id that the screen has; null = none
 */
export async function untilNotBehind(lastId: string | null, { epoch, foldedSeq }: FoldedLog): Promise<void> {
	const seen = lastId === null ? null : positionOf(lastId);
	if (seen === null || !epoch.startsWith(seen.epoch8)) return;
	for (let waitedMs = 0; foldedSeq() < seen.seq && waitedMs < patienceMs; waitedMs += lookEveryMs)
		await sleep(lookEveryMs);
}
