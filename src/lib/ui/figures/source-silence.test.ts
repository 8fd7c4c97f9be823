import { expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { measuredAt, silenceOf, silenceOfQueue, silentSources } from './source-silence.ts';

const now = Date.UTC(2026, 10, 10, 10, 42);
const since = now - 240_000;

const cells: Cells = {
	'sources.silent': 2,
	'fast.silent_source': 'CCX',
	'fast.silent_since': since,
	'slow.silent_source': 'Post',
	'slow.silent_since': since - 1000,
	'agents.silent_source': null,
	'agents.silent_since': null,
	'queue.a%2Eb.silent_source': 'CCX',
	'queue.a%2Eb.silent_since': since
};

test('what rests on a silent source names it, and the rest does not', () => {
	expect(silenceOf(cells, 'fast')).toEqual({ source: 'CCX', since });
	expect(silenceOfQueue(cells, 'a.b')).toEqual({ source: 'CCX', since });
	expect(silenceOf(cells, 'agents')).toBeNull();
	expect(silenceOf({}, 'fast')).toBeNull();
	expect(silenceOf({ 'fast.silent_source': 'CCX' }, 'fast')).toBeNull();
});

test('silent sources are counted as the server counts them, each named once, the longest silent first', () => {
	expect(silentSources(cells)).toEqual({ count: 2, names: ['Post', 'CCX'], since: since - 1000 });
	expect(silentSources({ 'sources.silent': 1 })).toEqual({ count: 1, names: [], since: null });
	expect(silentSources({ ...cells, 'sources.silent': 0 })).toBeNull();
	expect(silentSources({})).toBeNull();
});

test('a wait stands still where its source was last heard, unless it began after that', () => {
	const silence = { source: 'CCX', since };
	expect(measuredAt(now, since - 60_000, silence)).toBe(since);
	expect(measuredAt(now, since + 1, silence)).toBe(now);
	expect(measuredAt(now, null, silence)).toBe(since);
	expect(measuredAt(now, since - 60_000, null)).toBe(now);
	expect(measuredAt(since - 5, since - 60_000, silence)).toBe(since - 5);
});
