import { expect, test } from 'vitest';
import { impatience, patienceMs, type ProbeReport, toldOfAttack } from './probe.ts';

const report = (p99Ms: number, more: Partial<ProbeReport> = {}): ProbeReport => ({
	...{ asked: 100, failed: 0, p50Ms: 1, p99Ms, maxMs: p99Ms },
	...more
});

test.each([
	['a calm machine', [8, 12], patienceMs, patienceMs + 1],
	['a machine at the limit of calm', [25, 3], patienceMs, patienceMs + 1],
	['a machine that was busy before', [100, 9], 4 * patienceMs, 4 * patienceMs + 1],
	['a machine that was busy after', [9, 200], 8 * patienceMs, 8 * patienceMs + 1]
])('on %s it is judged', (_which, calm, bearable, tooLong) => {
	const around = calm.map((p99Ms) => report(p99Ms));
	expect(impatience(around, report(bearable))).toBeNull();
	expect(impatience(around, report(tooLong))).toBe(`p99 of an honest answer was ${tooLong} ms, at most ${bearable} ms`);
});

test('an answer that failed, or none at all, is no patience', () => {
	expect(impatience([report(900)], report(1, { failed: 1 }))).toBe('1 of 100 honest answers failed');
	expect(impatience([report(1)], report(0, { asked: 0 }))).toBe('no honest answer came at all');
});

test('the figures and the bound are told either way', () => {
	expect(toldOfAttack(report(8), report(90), report(9))).toMatch(
		new RegExp(`p99 8 ms.*p99 90 ms.*p99 9 ms.*\n.* ${patienceMs} ms: a calm`)
	);
	expect(toldOfAttack(report(8), report(90), report(80))).toContain(
		`may be ${(patienceMs / 25) * 80} ms: a busy machine`
	);
});
