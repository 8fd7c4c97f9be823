import { handlingMetrics } from './handling-metrics.ts';
import { liveNames, type NamedFigure } from './live-names.ts';
import type { Metric } from './metric.ts';
import { satisfactionMetrics } from './satisfaction-metrics.ts';
import { volumeMetrics } from './volume-metrics.ts';
import { waitMetrics } from './wait-metrics.ts';

/** Every metric, by key: one definition serves API, wall and help. */
export const metricRegistry: Readonly<Record<string, Metric>> = Object.fromEntries(
	[...waitMetrics, ...handlingMetrics, ...volumeMetrics, ...satisfactionMetrics].map(
		([key, nl, en, unit, direction, formulaNl, formulaEn, source]) => [
			key,
			{
				key,
				label: { nl, en },
				shortLabel: isNamed(key) ? liveNames[key].shortLabel : { nl, en },
				unit,
				direction,
				formula: { nl: formulaNl, en: formulaEn },
				source,
				version: 1
			}
		]
	)
);

/**
 * What a figure means.
 * @throws RangeError when the key is no metric's: then the code that asks is wrong
 */
export function metricOf(key: string): Metric {
	const metric = metricRegistry[key];
	if (metric === undefined) throw new RangeError(`there is no metric ${key}`);
	return metric;
}

function isNamed(key: string): key is NamedFigure {
	return Object.hasOwn(liveNames, key);
}
