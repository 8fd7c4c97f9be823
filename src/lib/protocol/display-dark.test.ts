import { expect, test } from 'vitest';
import { DARK_AFTER_MS, isDark } from './display-dark.ts';

const now = Date.UTC(2026, 10, 23, 9);
const hour = 3_600_000;
const screen = { createdAt: now - 30 * 24 * hour, lastSeenAt: now - 60_000, revokedAt: null };
const opened = now - hour;

test('a screen is dark when it was silent for more than three minutes, and not before', () => {
	const silentFor = (ms: number): boolean => isDark({ ...screen, lastSeenAt: now - ms }, now, opened);
	expect(DARK_AFTER_MS).toBe(180_000);
	expect(silentFor(180_000)).toBe(false);
	expect(silentFor(180_001)).toBe(true);
	expect(isDark(screen, now, opened)).toBe(false);
});

test('nobody misses a screen while it is closed, or one that was revoked', () => {
	const silent = { ...screen, lastSeenAt: now - 10 * hour };
	expect(isDark(silent, now, null)).toBe(false);
	expect(isDark({ ...silent, revokedAt: now - hour }, now, opened)).toBe(false);
	expect(isDark(silent, now, opened)).toBe(true);
});

test('a screen that is off at night has three minutes after the opening', () => {
	const silent = { ...screen, lastSeenAt: now - 10 * hour };
	expect(isDark(silent, now, now - 180_000)).toBe(false);
	expect(isDark(silent, now, now - 180_001)).toBe(true);
});

test('a screen that never spoke is silent since it was paired', () => {
	const fresh = { createdAt: now - 60_000, lastSeenAt: null, revokedAt: null };
	expect(isDark(fresh, now, opened)).toBe(false);
	expect(isDark(fresh, now + 150_000, opened)).toBe(true);
});

test('where nobody said when it is open, it counts as open', () => {
	expect(isDark({ ...screen, lastSeenAt: now - 10 * hour }, now, 0)).toBe(true);
});
