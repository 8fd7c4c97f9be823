import type { Cells } from '#lib/protocol/live-cells.ts';
import { numberCell } from './cell-values.ts';

/**
 * Instant (UTC ms) at which the centre opens, where it is closed at that instant; null = it is open, or nobody said. An opening that
 * has passed by the server's clock is none any more, also where the word of it has not come.
 */
export function opensAt(cells: Cells, nowMs: number | null): number | null {
	const opens = numberCell(cells, 'hours.opens_at');
	return opens === null || (nowMs !== null && nowMs >= opens) ? null : opens;
}

/**
 * Whether a wall may go dark: the centre is closed and nobody is known to wait for a person. Of a look back somebody wants to see
 * all, the nights too.
 */
export function isNight(cells: Cells, nowMs: number | null, isReplay: boolean): boolean {
	return !isReplay && opensAt(cells, nowMs) !== null && (numberCell(cells, 'fast.queue_depth') ?? 0) === 0;
}
