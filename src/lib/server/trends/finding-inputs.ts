import { dayNo } from '#lib/domain/time/local-days.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Finding } from '#lib/protocol/annual-page.ts';
import type { PointMarks } from '#lib/protocol/trend-series.ts';
import type { Annotations } from '../annotations/annotations.ts';
import { pageAnnotation } from './annual-page.ts';
import { type FindingSeries, type FindingValue, searchable } from './finding-series.ts';
import { pointSpans } from './point-spans.ts';
import { sampledScore, sampledShare } from './sampled.ts';
import { TrendDefinitions } from './trend-definitions.ts';
import { type TrendPoint, trendPoints } from './trend-points.ts';
import type { parseFindingsQuery } from './trend-query.ts';
import { knownSpan, type TrendWorld } from './trend-world.ts';
import { volumeOf } from './year-figures.ts';

/** What is searched for breaks, and what may stand beside them. */
export type FindingInputs = Readonly<{
	series: readonly FindingSeries[];
	annotations: readonly ReturnType<typeof pageAnnotation>[];
}>;

/** A file may leave out the day that is closed each week, or a holiday; a period that lacks more is not whole. */
const leastCovered = { week: 0.8, year: 0.97 };
/** A search takes time by the square of the weeks. */
const mostWeeks = 10 * 53;

const figures = ['score', 'contacts', 'serviceLevel'] as const;

/**
 * The series of a question that are searched for breaks: weeks of the last ten years, and years from ten on.
 * @throws InvalidQuery when there is no such queue or topic
 */
export async function findingInputs(
	world: TrendWorld,
	{ scope, survey, language }: ReturnType<typeof parseFindingsQuery>,
	annotations: Pick<Annotations, 'annotationsBetween'>
): Promise<FindingInputs> {
	const known = knownSpan(world);
	const definitions = new TrendDefinitions(world.settings, world.totals);
	const series: FindingSeries[] = [];
	for (const grain of ['week', 'year'] as const) {
		const all = known === null ? [] : pointSpans(grain, known, world.clock).filter(({ to }) => to <= world.at);
		if (grain === 'year' && all.length < 10) continue;
		const spans = grain === 'week' ? all.slice(-mostWeeks) : all;
		const points = (await trendPoints(world, { scope, spans, split: [], survey }, definitions)).flat();
		for (const figure of figures) {
			const found = searchable(
				figure,
				grain,
				points.map((point) => valueOf(point, figure, grain, survey))
			);
			if (grain === 'week' || found.points.length >= 10) series.push(found);
		}
	}
	const listed = annotations.annotationsBetween(null, null).map((one) => pageAnnotation(one, language));
	return { series, annotations: listed };
}

function valueOf(
	point: TrendPoint,
	figure: Finding['figure'],
	grain: Finding['grain'],
	survey: SurveyKind
): FindingValue {
	const { span } = point;
	const [value, marks] = figureOf(point, figure, survey);
	const isWhole = !marks.isRunning && marks.told !== 'nobody' && marks.covered >= leastCovered[grain];
	const step = grain === 'year' ? Number(span.bucket) : weekNo(span.bucket);
	const { sent, replied } = point.sums;
	const response = figure === 'score' && sent !== null && replied !== null ? { response: { sent, replied } } : {};
	return { step, bucket: span.bucket, value: isWhole ? value : null, definition: marks.definition, ...response };
}

function figureOf(point: TrendPoint, figure: Finding['figure'], survey: SurveyKind): [number | null, PointMarks] {
	if (figure === 'contacts') return [volumeOf(point), point.volumeOffered];
	if (figure === 'score') return [sampledScore(survey, point.sums.scores).value, point.satisfaction];
	return [sampledShare(point.sums.level).value, point.reach];
}

/** Weeks counted on without end. */
function weekNo(label: string): number {
	const [year = '', week = ''] = label.split('-W');
	// 4 January always lies in week 1; 1 January 1970 was a Thursday.
	const monday = Math.floor((dayNo(`${year}-01-04`) + 3) / 7);
	return monday + Number(week) - 1;
}
