import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { FigurePart, YearFigure } from '#lib/protocol/annual-page.ts';
import type { SeriesScope } from '#lib/protocol/trend-series.ts';
import type { PointSpan } from './point-spans.ts';
import type { TrendDefinitions } from './trend-definitions.ts';
import { type TrendPoint, trendPoints } from './trend-points.ts';
import { channelsOf, type TrendWorld } from './trend-world.ts';
import { figuresOfYear } from './year-figures.ts';

/** The figures of a year by what they tell. */
export type YearFigures = ReturnType<typeof figuresOfYear>;

type Ask = (spans: readonly PointSpan[]) => Promise<readonly TrendPoint[]>;

/**
 * The figures of a year, those that were counted in several ways or told by several with each stretch beside them: what a year came to
 * is then read from its stretches, and never from one number that mixes them.
 * @param scopes which contacts are asked for, and of which of them the service level is
 */
export async function withParts(
	world: TrendWorld,
	figures: YearFigures,
	year: PointSpan,
	{ scope, waiting, survey }: Readonly<{ scope: SeriesScope; waiting: SeriesScope; survey: SurveyKind }>,
	definitions: TrendDefinitions
): Promise<YearFigures> {
	const withOwn = async (name: keyof YearFigures, of: SeriesScope): Promise<YearFigure> => {
		const figure = figures[name];
		const { told, definition, sources } = figure.marks;
		if (told !== 'both' && !definition.includes(' + ')) return figure;
		const ask: Ask = async (spans) =>
			(await trendPoints(world, { scope: of, spans, split: [], survey }, definitions)).flat();
		const stretches = stretchesOfYear(world, year, sources, channelsOf(of));
		const parts = await figureParts(world, stretches, ask, (point) => figuresOfYear(point, point, survey)[name]);
		return parts.length === 0 ? figure : { ...figure, parts };
	};
	return {
		contacts: await withOwn('contacts', scope),
		serviceLevel: await withOwn('serviceLevel', waiting),
		satisfaction: await withOwn('satisfaction', scope)
	};
}

/**
 * Stretches of a year in each of which contacts or totals tell, and all is counted in one way. They are cut where the log begins or
 * ends, and where a source counts its service level in another way.
 * @param sources of the totals that tell of the year
 * @param asked which channels; null = all
 * @returns empty where there is nothing to cut
 */
export function stretchesOfYear(
	{ contacts, totals }: Pick<TrendWorld, 'contacts' | 'totals'>,
	year: PointSpan,
	sources: readonly string[],
	asked: readonly Channel[] | null
): readonly PointSpan[] {
	const [from, to] = [year.spans[0]?.from ?? year.from, year.spans.at(-1)?.to ?? year.to];
	const changes = [
		...contacts.flatMap((span) => [span.from, span.to]),
		...sources.flatMap((source) => totals.regimesOf(source, asked).map((regime) => regime.from))
	];
	const cuts = [...new Set(changes)].filter((at) => at > from && at < to).sort((a, b) => a - b);
	if (cuts.length === 0) return [];
	const bounds = [from, ...cuts, to];
	return bounds.slice(1).map((end, index) => spanOf(year.bucket, bounds[index] ?? from, end));
}

/**
 * A figure of each stretch of a year; neighbours that are counted in one way by the same are one.
 * @param ask for the figure's contacts
 */
async function figureParts(
	{ calendar }: Pick<TrendWorld, 'calendar'>,
	stretches: readonly PointSpan[],
	ask: Ask,
	figure: (point: TrendPoint) => YearFigure
): Promise<readonly FigurePart[]> {
	if (stretches.length === 0) return [];
	const wider: PointSpan[] = [];
	let before: string | null = null;
	for (const point of await ask(stretches)) {
		const { told, definition } = figure(point).marks;
		const way = `${told} ${definition}`;
		const last = wider.at(-1);
		if (last !== undefined && way === before) wider.splice(-1, 1, spanOf(last.bucket, last.from, point.span.to));
		else wider.push(point.span);
		before = way;
	}
	if (wider.length < 2) return [];
	return (await ask(wider)).map((point): FigurePart => {
		const { value, low, high, n, marks } = figure(point);
		const [from, to] = [calendar.dateOf(point.span.from), calendar.dateOf(point.span.to - 1)];
		return { value, low, high, n, from, to, marks };
	});
}

function spanOf(bucket: string, from: number, to: number): PointSpan {
	return { bucket, from, to, spans: [{ from, to }], isClipped: false };
}
