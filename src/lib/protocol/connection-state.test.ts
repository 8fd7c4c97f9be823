import { expect, test } from 'vitest';
import { HEARTBEAT_SECONDS } from './stream-message.ts';
import { BLANK_MS, DELAYED_MS, LIVE_MS, linkState, WATCHDOG_MS } from './connection-state.ts';

test.each([
	[0, 'live'],
	[15_000, 'live'],
	[15_001, 'delayed'],
	[60_000, 'delayed'],
	[60_001, 'no-connection'],
	[600_000, 'no-connection'],
	[600_001, 'blank'],
	[Infinity, 'blank']
] as const)('a link silent for %d ms is %s', (silenceMs, state) => {
	expect(linkState(silenceMs)).toBe(state);
});

test('one late heartbeat does not end a living link, and the watchdog acts while figures are merely delayed', () => {
	expect(LIVE_MS).toBeGreaterThan(HEARTBEAT_SECONDS * 1000);
	expect(WATCHDOG_MS).toBeGreaterThan(LIVE_MS);
	expect(WATCHDOG_MS).toBeLessThan(DELAYED_MS);
	expect(BLANK_MS).toBeGreaterThan(DELAYED_MS);
});
