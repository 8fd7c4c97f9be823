import type { Channel } from '#lib/domain/contact/channel.ts';
import { ReportTally } from '#lib/domain/reports/report-tally.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { SeriesScope } from '#lib/protocol/trend-series.ts';
import type { ReportQuery } from '../history/report-query.ts';
import type { RowSubject } from '../history/row-subject.ts';
import { countedSubject, tallyInto } from '../history/tally-contacts.ts';
import type { Split } from './splits.ts';
import type { ContactFilter, TrendWorld } from './trend-world.ts';

/** Which part of a split; null where it is not split by that, or where that is not known. */
export type Part = Readonly<{ queue: string | null; channel: Channel | null; topic: string | null }>;

/** What is not split. */
export const wholePart: Part = { queue: null, channel: null, topic: null };

/** Names a part. */
export function partKey({ queue, channel, topic }: Part): string {
	return JSON.stringify([queue, channel, topic]);
}

/** What contacts come to in some spans, by span and part. */
export type PointTallies = Readonly<{
	/** Zeros where there are none. */
	of(point: number, spans: readonly Interval[], part: Part): ReportTally;
	/** Parts that any of them is of, by key. */
	parts: ReadonlyMap<string, Part>;
}>;

/** Which contacts are counted, and what of them. */
export type TallyQuestion = Readonly<{
	scope: SeriesScope;
	split: readonly Split[];
	survey: SurveyKind;
	/** Whether their surveys are counted. */
	hasSurveys: boolean;
}>;

type Known = Readonly<{ part: Part; key: string; tallies: Map<number, ReportTally> }>;

/**
 * Counts contacts in spans of points. A point may be counted over several sets of spans, because figures of it may come from
 * contacts for other parts of it.
 * @param wanted for each point its sets of spans, in order
 * @param filter null = the log has none of them
 */
export async function tallyPoints(
	world: TrendWorld,
	question: TallyQuestion,
	filter: ContactFilter | null,
	wanted: readonly (readonly (readonly Interval[])[])[]
): Promise<PointTallies> {
	const { scope, split, hasSurveys } = question;
	const turns = Math.max(0, ...wanted.map((sets) => sets.length));
	const parts = new PartsOf(split, world.settings);
	for (let turn = 0; turn < turns && filter !== null; turn++) {
		const pieces = wanted
			.flatMap((sets, point) => (sets[turn] ?? []).map(({ from, to }) => ({ from, to, point })))
			.sort((a, b) => a.from - b.from);
		if (pieces.length === 0) continue;
		const pointOf = pointFinder(pieces);
		await tallyInto(queryOf(question), world, filter, pieces, {
			tallyAt(at, subject) {
				const point = pointOf(at);
				return point === null ? null : parts.tallyOf(subject, point * turns + turn);
			},
			keyAt: pointOf,
			of: split.includes('queue') || (scope.queue !== 'all' && scope.queue !== 'fast') ? 'legs' : 'episodes',
			byTopic: split.includes('topic'),
			byDay: false,
			hasSurveys
		});
	}
	return {
		parts: parts.known,
		of(point, spans, part) {
			const sets = wanted[point] ?? [];
			const turn = sets[0] === spans ? 0 : sets.findIndex((set) => isSame(set, spans));
			return parts.find(part, point * turns + turn) ?? new ReportTally();
		}
	};
}

/** Whether two sets of spans are the same. */
export function isSame(one: readonly Interval[], other: readonly Interval[]): boolean {
	return (
		one.length === other.length &&
		one.every(({ from, to }, index) => from === other[index]?.from && to === other[index]?.to)
	);
}

/** The parts of a split and what was counted of each: most rows are of the parts that others were of. */
class PartsOf {
	readonly known = new Map<string, Part>();
	readonly #split: readonly Split[];
	readonly #settings: SiteSettings;
	readonly #byKey = new Map<string, Known>();
	readonly #bySubject = new Map<string, Known>();
	readonly #whole: Known = { part: wholePart, key: wholeKey, tallies: new Map() };

	constructor(split: readonly Split[], settings: SiteSettings) {
		this.#split = split;
		this.#settings = settings;
		if (split.length === 0) this.#byKey.set(wholeKey, this.#whole);
	}

	/** What is counted of a row's part in one place. */
	tallyOf(subject: RowSubject, place: number): ReportTally {
		const { tallies } = this.#split.length === 0 ? this.#whole : this.#knownOf(subject);
		let tally = tallies.get(place);
		if (tally === undefined) tallies.set(place, (tally = new ReportTally()));
		return tally;
	}

	find(part: Part, place: number): ReportTally | null {
		return this.#byKey.get(partKey(part))?.tallies.get(place) ?? null;
	}

	#knownOf(subject: RowSubject): Known {
		const name = `${subject.queue ?? ''}\n${subject.channel ?? ''}\n${subject.topic ?? ''}`;
		let known = this.#bySubject.get(name);
		if (known === undefined) this.#bySubject.set(name, (known = this.#newOf(countedSubject(subject, this.#settings))));
		return known;
	}

	#newOf({ queue, channel, topic }: RowSubject): Known {
		const part: Part = {
			queue: this.#split.includes('queue') ? queue : null,
			channel: this.#split.includes('channel') ? channel : null,
			topic: this.#split.includes('topic') ? topic : null
		};
		const key = partKey(part);
		const known = this.#byKey.get(key) ?? { part, key, tallies: new Map<number, ReportTally>() };
		this.#byKey.set(key, known);
		this.known.set(key, known.part);
		return known;
	}
}

/** The key of {@link wholePart}. */
export const wholeKey = partKey(wholePart);

function queryOf({ scope: { queue, channel, topic }, survey }: TallyQuestion): ReportQuery {
	return {
		...{ by: 'month', from: null, to: null, queue, channel, topic, survey },
		...{ targetMs: null, shortAbandonMs: null, variant: 'V5', compare: null }
	};
}

/** Finds the point of an instant; most are of the same as the one before. */
function pointFinder(pieces: readonly (Interval & Readonly<{ point: number }>)[]): (at: number) => number | null {
	let last = pieces[0] ?? { from: 0, to: 0, point: 0 };
	return (at) => {
		if (at >= last.from && at < last.to) return last.point;
		let [low, high] = [0, pieces.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((pieces[middle]?.from ?? Infinity) <= at) low = middle + 1;
			else high = middle;
		}
		const piece = pieces[low - 1];
		if (piece === undefined || at >= piece.to) return null;
		last = piece;
		return piece.point;
	};
}
