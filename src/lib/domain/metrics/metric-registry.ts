import { handlingMetrics } from './handling-metrics.ts';
import type { Metric } from './metric.ts';
import { waitMetrics } from './wait-metrics.ts';

/** Every metric, by key: one definition serves API, wall and help. */
export const metricRegistry: Readonly<Record<string, Metric>> = Object.fromEntries(
	[...waitMetrics, ...handlingMetrics].map(([key, nl, en, unit, direction, formulaNl, formulaEn, source]) => [
		key,
		{ key, label: { nl, en }, unit, direction, formula: { nl: formulaNl, en: formulaEn }, source, version: 1 }
	])
);
