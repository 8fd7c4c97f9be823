import { expect, test } from 'vitest';
import { agentPicture, rowsFilled } from './agent-dots.ts';

const widths = { busy: 240, ready: 186, afterWork: 110, notReady: 96 };

test('a team is shown as one dot per person, in three roomy rows', () => {
	const counts = { busy: 29, ready: 2, afterWork: 6, notReady: 5 };
	expect(agentPicture(counts, widths)).toEqual({ kind: 'dots', rows: 3, pitch: 22 });
});

test('a group that would not fit makes every dot smaller, not only its own', () => {
	const counts = { busy: 31, ready: 2, afterWork: 0, notReady: 0 };
	expect(agentPicture(counts, widths)).toEqual({ kind: 'dots', rows: 4, pitch: 16.5 });
});

test('the rows that are filled are those of the group with the most', () => {
	expect(rowsFilled({ busy: 8, ready: 1, afterWork: 0, notReady: 4 }, widths, 22)).toBe(1);
	expect(rowsFilled({ busy: 8, ready: 1, afterWork: 6, notReady: 9 }, widths, 22)).toBe(3);
	expect(rowsFilled({ busy: 0, ready: 0, afterWork: 0, notReady: 0 }, widths, 22)).toBe(1);
});

test('more than sixty people, or a group that fits no way, become a bar', () => {
	expect(agentPicture({ busy: 40, ready: 20, afterWork: 0, notReady: 0 }, widths).kind).toBe('dots');
	expect(agentPicture({ busy: 40, ready: 20, afterWork: 1, notReady: 0 }, widths).kind).toBe('bar');
	expect(agentPicture({ busy: 0, ready: 0, afterWork: 0, notReady: 50 }, widths).kind).toBe('bar');
});
