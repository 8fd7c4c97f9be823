import type { Sampled, SeriesPoint, TrendSeries } from '#lib/protocol/trend-series.ts';
import { textTable } from './text-table.ts';

type Column = readonly [title: string, of: (point: SeriesPoint) => string];

const columns: readonly Column[] = [
	['bucket', (point) => point.bucket],
	['contacts', (point) => count(point.contacts)],
	['offered', (point) => count(point.offered)],
	['answered', (point) => count(point.answered)],
	['abandoned', (point) => count(point.abandoned)],
	['abandonment', (point) => percent(point.abandonmentRate)],
	['service level', (point) => percent(point.serviceLevel.value)],
	['avg wait s', (point) => decimal(point.asaSeconds)],
	['handle s', (point) => decimal(point.ahtSeconds)],
	['score', (point) => score(point, point.score.value)],
	['95 %', (point) => interval(point)],
	['answers', (point) => count(point.score.n)],
	['response', (point) => percent(point.responseRate)],
	['told by', (point) => [...new Set([point.volume.told, ...point.volume.sources])].join(' ')],
	['partial', (point) => (point.volume.isPartial ? 'yes' : 'no')]
];

/** A series for a person; a dash where there is no figure, and a note wherever figures begin to be counted in another way. */
export function trendTable({ points, compared, split, definitions }: TrendSeries): string {
	const shown: Column[] = [...columns];
	if (split !== null) shown.splice(1, 0, [split, (point) => point.part ?? '–']);
	const rows = points.map((point) => shown.map(([, of]) => of(point)));
	const titles = shown.map(([title]) => title);
	if (compared !== undefined) {
		titles.push('against', 'contacts then', 'score then');
		for (const [index, row] of rows.entries()) {
			const before = compared[index] ?? null;
			if (before === null) row.push('–', '–', '–');
			else row.push(before.bucket, count(before.contacts), score(before, before.score.value));
		}
	}
	const notes = definitions.map(({ key }) => `  ${key}`);
	return `${textTable([titles, ...rows], 'right')}\n\nCounted as:\n${notes.join('\n')}`;
}

function count(value: number | null): string {
	return value === null ? '–' : String(Math.round(value));
}

function percent(share: number | null): string {
	return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}

function decimal(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}

function score({ scoreKind: kind, score: { n } }: SeriesPoint, value: Sampled['value']): string {
	if (value === null) return n === null || n === 0 ? '–' : `n = ${Math.round(n)}`;
	return kind === 'csat' || kind === 'ces' ? percent(value) : kind === 'nps' ? value.toFixed(0) : value.toFixed(2);
}

function interval(point: SeriesPoint): string {
	const { low, high } = point.score;
	return low === null || high === null ? '–' : `${score(point, low)}–${score(point, high)}`;
}
