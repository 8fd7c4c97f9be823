import { type Cells, queueCellPrefix } from '#lib/protocol/live-cells.ts';
import { numberCell, textCell } from './cell-values.ts';

/** A source that has been silent beyond its limit: what people call it, and the instant of its last proof of life, UTC ms. */
export type Silence = Readonly<{ source: string; since: number }>;

/** All sources that are silent now. */
export type SilentSources = Readonly<{
	/** How many, whatever rests on them. */
	count: number;
	/** Names of those that a figure in view rests on, the longest silent first; there may be more of them than are named. */
	names: readonly string[];
	/** Since when the first of them has been silent, UTC ms; null = not known. */
	since: number | null;
}>;

/** Figures that rest on the same sources, by the beginning of their cells. */
export type SourcedGroup = 'fast' | 'agents' | 'today' | 'week' | 'score' | 'slow';

/** The silent source that figures of the centre rest on; null = nothing is wrong, or nobody said. */
export function silenceOf(cells: Cells, group: SourcedGroup): Silence | null {
	return silenceAt(cells, `${group}.`);
}

/** The silent source that a queue's figures rest on; null = nothing is wrong, or nobody said. */
export function silenceOfQueue(cells: Cells, queue: string): Silence | null {
	return silenceAt(cells, queueCellPrefix(queue));
}

/** The sources that are silent, or null while none is. */
export function silentSources(cells: Cells): SilentSources | null {
	const count = numberCell(cells, 'sources.silent') ?? 0;
	if (count <= 0) return null;
	const found = new Map<string, number>();
	for (const key of Object.keys(cells)) {
		if (!key.endsWith('.silent_source')) continue;
		const silence = silenceAt(cells, key.slice(0, -'silent_source'.length));
		if (silence === null) continue;
		found.set(silence.source, Math.min(silence.since, found.get(silence.source) ?? Infinity));
	}
	const longestFirst = [...found].sort(([one, oneSince], [other, since]) => oneSince - since || (one < other ? -1 : 1));
	return { count, names: longestFirst.map(([name]) => name), since: longestFirst[0]?.[1] ?? null };
}

/**
 * The instant at which a wait is measured: that of the figures, or the last one the silent source was heard at. A wait that kept
 * growing would say that its caller is known to be there still. Who came in after that was told of by another source, and waits on.
 * @param at instant of the figures, UTC ms
 * @param waitingSince instant at which the wait began, UTC ms
 */
export function measuredAt(at: number, waitingSince: number | null, silence: Silence | null): number {
	if (silence === null || (waitingSince !== null && waitingSince > silence.since)) return at;
	return Math.min(at, silence.since);
}

function silenceAt(cells: Cells, prefix: string): Silence | null {
	const source = textCell(cells, `${prefix}silent_source`);
	const since = numberCell(cells, `${prefix}silent_since`);
	return source === null || since === null ? null : { source, since };
}
