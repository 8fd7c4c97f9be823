import { expect, test } from 'vitest';
import { ask } from '../../../../tests/support/ask.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { metricRegistry } from './metric-registry.ts';

test('every figure of the API has a definition, and every definition a figure', () => {
	const now = ask([], morning);
	const cohort = ask([], morning, 'all', { kind: 'cohort', from: morning, to: morning + 1 });
	const figures = new Set([...Object.keys(now), ...Object.keys(cohort)]);
	// `agents` is a count by state and `final` a remark: neither is one figure.
	figures.delete('agents');
	figures.delete('final');
	expect(new Set(Object.keys(metricRegistry))).toEqual(figures);
});

test('a label, a formula and a source are never empty, in either language', () => {
	for (const metric of Object.values(metricRegistry))
		for (const text of [metric.label.nl, metric.label.en, metric.formula.nl, metric.formula.en, metric.source])
			expect(text, metric.key).toMatch(/\S/);
});
