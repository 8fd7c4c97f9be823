import { earlierSpan, earlierWhole, periodAt } from '#lib/domain/reports/report-period.ts';
import type { Comparison } from '#lib/domain/reports/report-period.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { SeriesPoint, TrendSeries } from '#lib/protocol/trend-series.ts';
import { InvalidQuery } from '../live/live-query.ts';
import { type PointSpan, pointSpans, type TrendGrain } from './point-spans.ts';
import { type Part, partKey } from './point-tallies.ts';
import { seriesPoint } from './series-point.ts';
import type { Split } from './splits.ts';
import { TrendDefinitions } from './trend-definitions.ts';
import { type TrendPoint, trendPoints } from './trend-points.ts';
import type { TrendQuery } from './trend-query.ts';
import { knownSpan, type TrendWorld } from './trend-world.ts';

/** Parts of days are counted from contacts one by one, and there is a point for each. */
const longestDays: Partial<Record<TrendGrain, number>> = { 'quarter-hour': 14, hour: 62, day: 4_000 };
const dayMs = 86_400_000;
const partMs: Partial<Record<TrendGrain, number>> = { 'quarter-hour': 900_000, hour: 3_600_000 };
/** A year ago as weeks see it: the same days of the week. */
const daysToLastYear = 364;

/**
 * A series of trends, without gaps: a point that nobody tells is there and says so.
 * @throws InvalidQuery naming the parameter
 */
export async function trendSeries(world: TrendWorld, query: TrendQuery): Promise<Omit<TrendSeries, 'asOf' | 'seq'>> {
	const { by, scope, split, compare, survey } = query;
	const definitions = new TrendDefinitions(world.settings, world.totals);
	const asked = spanOf(world, query);
	const longest = longestDays[by];
	if (longest !== undefined && asked.to - asked.from > (longest + 1) * dayMs)
		throw new InvalidQuery('from', `by ${by} takes at most ${longest} days`);
	const spans = pointSpans(by, asked, world.clock);
	const splitBy: readonly Split[] = split === null ? [] : [split];
	const question = { scope, split: splitBy, survey };
	const found = await trendPoints(world, { ...question, spans }, definitions);
	const points = found.flat().map((point) => seriesPoint(point, survey));
	const head = { zone: world.settings.zone, by, split, scope, points };
	if (compare === null) return { ...head, definitions: definitions.notes };
	const earlier = earlierSpans(world, by, asked, spans, compare);
	const before = await trendPoints(world, { ...question, spans: earlier }, definitions);
	const whole = await wholeDays(world, query, spans, before, (asked) =>
		trendPoints(world, { ...question, spans: asked }, definitions)
	);
	const partOf = (parts: readonly TrendPoint[] | undefined, part: Part): SeriesPoint | null => {
		const own = parts?.find((one) => partKey(one.part) === partKey(part));
		return own === undefined || isUntold(own) ? null : seriesPoint(own, survey);
	};
	const compared = found.flatMap((parts, index) =>
		parts.map(({ part }) => partOf(whole?.index === index ? whole.before : before[index], part))
	);
	const comparedWith = found.flatMap((parts, index) =>
		parts.map(({ part }) => {
			const point = whole?.index === index ? partOf(whole.own, part) : null;
			return whole === null || point === null ? null : { through: whole.through, point };
		})
	);
	return { ...head, compared, comparedWith, definitions: definitions.notes };
}

type WholeDays = Readonly<{
	index: number;
	/** The last site-local day of both. */
	through: string;
	own: readonly TrendPoint[];
	before: readonly TrendPoint[];
}>;

/**
 * The period that goes on and the one before it, both up to the last day that is over, where the earlier one is told by totals of days:
 * those are not split at this time of the day, and would have no figure. Null where they are compared as they stand.
 */
async function wholeDays(
	world: TrendWorld,
	{ by, compare }: TrendQuery,
	spans: readonly PointSpan[],
	before: readonly (readonly TrendPoint[])[],
	ask: (spans: readonly PointSpan[]) => Promise<readonly (readonly TrendPoint[])[]>
): Promise<WholeDays | null> {
	const { calendar, at } = world;
	if (compare === null || by === 'weekday' || partMs[by] !== undefined) return null;
	const today = calendar.dayOf(at).from;
	const index = spans.findIndex(
		({ spans: [span] }) => span !== undefined && span.from < today && at < span.to && today < span.to
	);
	const [running, told] = [spans[index], before[index] ?? []];
	if (
		running === undefined ||
		!told.some(({ sums, reachBeyond }) => reachBeyond && sums.contacts === null && sums.offered === null)
	)
		return null;
	const own = { ...running, spans: running.spans.map(({ from }) => ({ from, to: today })), isClipped: true };
	const [earlier] = earlierSpans(world, by, own.spans[0] ?? running, [own], compare);
	if (earlier === undefined) return null;
	const [[now = []], [then = []]] = [await ask([own]), await ask([earlier])];
	return { index, through: calendar.dateOf(today - 1), own: now, before: then };
}

function isUntold({ volume, satisfaction, reach }: Pick<SeriesPoint, 'volume' | 'satisfaction' | 'reach'>): boolean {
	return [volume, satisfaction, reach].every(({ told }) => told === 'nobody');
}

/** From the first that is known to today, where the question does not say. */
function spanOf(world: TrendWorld, { from, to }: TrendQuery): Interval {
	const known = knownSpan(world);
	const start = from ?? known?.from ?? world.calendar.dayOf(world.at).from;
	// What lies ahead has no points; what the question leaves open ends with the period of now.
	const end = Math.min(to ?? Infinity, Math.max(world.calendar.dayOf(world.at).to, known?.to ?? 0));
	return { from: start, to: Math.max(start, end) };
}

/** What each point is compared with: the same part, by the clock on the wall, of an earlier period. */
function earlierSpans(
	world: TrendWorld,
	by: TrendGrain,
	asked: Interval,
	spans: readonly PointSpan[],
	compare: Comparison
): PointSpan[] {
	const { calendar, at } = world;
	if (by === 'weekday') {
		const whole = earlierWhole(calendar, asked, at + 1, compare);
		const found = new Map(pointSpans('weekday', whole, world.clock).map((one) => [one.bucket, one]));
		const none = (bucket: string): PointSpan => ({ bucket, ...whole, spans: [], isClipped: false });
		return spans.map(({ bucket }) => found.get(bucket) ?? none(bucket));
	}
	return spans.map(({ from, to, spans: parts }) => {
		const [first] = parts;
		const part = { from: first?.from ?? from, to: Math.min(first?.to ?? to, at + 1) };
		if (part.to <= part.from) return { bucket: '', from, to, spans: [], isClipped: true };
		const length = partMs[by];
		const earlier =
			length === undefined
				? earlierSpan(calendar, by as Exclude<TrendGrain, 'weekday' | 'hour' | 'quarter-hour'>, part, compare) // the rest
				: earlierPart(world, part, compare, length);
		const period =
			length === undefined
				? periodAt(calendar, by as Exclude<TrendGrain, 'weekday' | 'hour' | 'quarter-hour'>, earlier.from) // the rest
				: (pointSpans(by, earlier, world.clock)[0] ?? { ...earlier, bucket: '' });
		const isClipped = earlier.from > period.from || earlier.to < period.to;
		const own = earlier.to > earlier.from ? [earlier] : [];
		return { bucket: period.bucket, from: period.from, to: period.to, spans: own, isClipped };
	});
}

function earlierPart({ calendar }: TrendWorld, part: Interval, compare: Comparison, length: number): Interval {
	if (compare === 'previous') return { from: part.from - length, to: part.to - length };
	const from = calendar.daysBefore(part.from, daysToLastYear);
	return { from, to: from + (part.to - part.from) };
}
