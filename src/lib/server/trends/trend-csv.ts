import { type CsvLanguage, csvTable } from '#lib/domain/reports/report-csv.ts';
import type { SeriesPoint, TrendSeries } from '#lib/protocol/trend-series.ts';

const measures = ['contacts', 'offered', 'answered', 'abandoned'] as const;

/** A figure as a line of the file. */
type Line = Readonly<Record<string, string | number | boolean | null>>;

const columns = [
	'bucket',
	'part',
	'figure',
	'value',
	'n',
	'ci_low',
	'ci_high',
	'definition_version',
	'told_by',
	'sources',
	'contacts_since',
	'partial',
	'running',
	'covered',
	'compared_bucket',
	'compared_value',
	'compared_n',
	'compared_ci_low',
	'compared_ci_high',
	'compared_definition_version',
	'compared_through',
	'compared_with_value'
] as const;

/** A series as a file for a spreadsheet: a line for each figure of each point, so that each stands with its interval. */
export function trendCsv(
	{ points, compared, comparedWith }: Pick<TrendSeries, 'points' | 'compared' | 'comparedWith'>,
	language: CsvLanguage
): string {
	const lines = points.flatMap((point, index): Line[] => {
		const before = compared?.[index] ?? null;
		const earlier = before === null ? null : new Map(figuresOf(before).map((line) => [line['figure'], line]));
		// Of a period that goes on: what the earlier one is to be held against instead.
		const instead = comparedWith?.[index] ?? null;
		const through = instead === null ? null : new Map(figuresOf(instead.point).map((line) => [line['figure'], line]));
		return figuresOf(point).map((line) => {
			const own = earlier?.get(line['figure'] ?? null);
			return own === undefined
				? line
				: {
						...line,
						compared_bucket: before?.bucket ?? null,
						compared_value: own['value'] ?? null,
						compared_n: own['n'] ?? null,
						compared_ci_low: own['ci_low'] ?? null,
						compared_ci_high: own['ci_high'] ?? null,
						compared_definition_version: own['definition_version'] ?? null,
						compared_through: instead?.through ?? null,
						compared_with_value: through?.get(line['figure'] ?? null)?.['value'] ?? null
					};
		});
	});
	const shown = compared === undefined ? columns.filter((name) => !name.startsWith('compared_')) : columns;
	return csvTable(shown, lines, language);
}

function figuresOf(point: SeriesPoint): Line[] {
	const { volume, reach, satisfaction } = point;
	const line = (
		figure: string,
		value: number | null,
		marks: SeriesPoint['volume'],
		{
			n = null,
			low = null,
			high = null
		}: Readonly<{ n?: number | null; low?: number | null; high?: number | null }> = {}
	): Line => ({
		...{ bucket: point.bucket, part: point.part, figure, value, n, ci_low: low, ci_high: high },
		definition_version: marks.definition,
		told_by: marks.told,
		sources: marks.sources.join(', '),
		contacts_since: marks.contactsSince ?? null,
		...{ partial: marks.isPartial, running: marks.isRunning, covered: marks.covered }
	});
	const { serviceLevel, score } = point;
	return [
		...measures.map((name) => line(name, point[name], volume)),
		line('abandonment_rate', point.abandonmentRate, reach, {
			n: point.answered === null || point.abandoned === null ? null : point.answered + point.abandoned
		}),
		line('service_level', serviceLevel.value, reach, serviceLevel),
		line('asa_s', point.asaSeconds, reach, { n: point.asaOf }),
		line('aht_s', point.ahtSeconds, reach, { n: point.ahtOf }),
		line('surveys_sent', point.surveysSent, satisfaction),
		line('surveys_answered', point.surveysAnswered, satisfaction),
		line('response_rate', point.responseRate, satisfaction, { n: point.surveysSent }),
		line(point.scoreKind === null ? 'score' : `score_${point.scoreKind}`, score.value, satisfaction, score)
	];
}
