import { expect, test } from 'vitest';
import { ask } from '../../../../tests/support/ask.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { responseFigures } from '../satisfaction/non-response.ts';
import { handlingMetrics } from './handling-metrics.ts';
import { metricOf, metricRegistry } from './metric-registry.ts';
import { satisfactionMetrics } from './satisfaction-metrics.ts';
import { volumeMetrics } from './volume-metrics.ts';
import { waitMetrics } from './wait-metrics.ts';

test('every live figure has a definition, and every definition of a wait or a handling a live figure', () => {
	const now = ask([], morning);
	const cohort = ask([], morning, 'all', { kind: 'cohort', from: morning, to: morning + 1 });
	const figures = new Set([...Object.keys(now), ...Object.keys(cohort)]);
	// `agents` is a count by state and `final` a remark: neither is one figure.
	figures.delete('agents');
	figures.delete('final');
	const live = [...waitMetrics, ...handlingMetrics].map(([key]) => key);
	expect(new Set(live)).toEqual(figures);
	for (const key of figures) expect(metricOf(key).key).toBe(key);
});

test('no two definitions have one key', () => {
	const keys = [...waitMetrics, ...handlingMetrics, ...volumeMetrics, ...satisfactionMetrics].map(([key]) => key);
	expect(keys).toEqual([...new Set(keys)]);
	expect(Object.keys(metricRegistry)).toEqual(keys);
});

test('what weeks, surveys, resolution and schedules show is defined, and what is not defined is an error', () => {
	const shown = ['chats_week', 'chats_growth', 'fcr', 'unknown_customer_share', 'adherence', 'conformance'];
	const surveyed = Object.keys(responseFigures(10, 5, 2, 0));
	const kinds = ['csat', 'nps', 'ces', 'grade'];
	for (const key of [...shown, ...surveyed, ...kinds]) expect(metricOf(key).key).toBe(key);
	expect(() => metricOf('happiness')).toThrow(RangeError);
});

test('a label, a formula and a source are never empty, in either language', () => {
	for (const metric of Object.values(metricRegistry))
		for (const { nl, en } of [metric.label, metric.formula, metric.source])
			for (const text of [nl, en]) expect(text, metric.key).toMatch(/\S/);
});

test('where a definition comes from is told in the words of the reader', () => {
	for (const { key, source } of Object.values(metricRegistry)) expect(source.nl, key).not.toBe(source.en);
});
