import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import type { CountedAlike } from '#lib/domain/contact/interval-event.ts';
import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { figureGroups, hasFiguresOf } from '#lib/domain/trends/interval-tiles.ts';
import type { IntervalSubject, IntervalTotals } from '#lib/domain/trends/interval-totals.ts';
import { KnownPlans } from './known-plans.ts';

/** How a source counts its service level for a while. Numbers go up in time, from 1. */
export type Regime = Readonly<{
	from: number;
	no: number;
	ways: ReadonlyMap<Channel | null, IntervalTotals['definition']>;
}>;

/** Totals under the names that queues and topics have now. Those of one subject have one number. */
export type IndexedTotals = IntervalTotals & Readonly<{ subjectNo: number }>;

/** Totals of about one length, in order of their beginning. */
type Lane = { readonly rows: IndexedTotals[]; longestMs: number };

/** Totals of periods as questions about spans find them, under the names that queues and topics have now. */
export class TotalsIndex {
	readonly all: readonly IndexedTotals[];
	/** What totals are of, by number. */
	readonly subjects: readonly IntervalSubject[];
	readonly queues: ReadonlySet<string>;
	readonly topics: ReadonlySet<string>;
	/** By the number of their subject: whether all of its totals have figures of every group. */
	readonly areWhole: readonly boolean[];
	/** From the first to the last of them; null without any. */
	readonly span: Interval | null;
	/** What was put together of them. */
	readonly plans = new KnownPlans();
	/** By their grain: totals of a day are not looked for among those of a year. */
	readonly #lanes = new Map<string, Lane>();
	readonly #regimes = new Map<string, readonly Regime[]>();
	readonly #changes = new Map<string, readonly IndexedTotals[]>();
	readonly #firsts = new Map<Channel, number | null>();
	readonly #alikeness = new Map<string, 'all' | 'some' | 'none'>();
	readonly #levelWays: ReadonlyMap<IntervalTotals['definition'], IntervalTotals['definition']>;

	/** @param totals in order of their beginning */
	constructor(totals: readonly IntervalTotals[], settings: SiteSettings) {
		const names = new Names(settings);
		this.all = totals.map((row) => names.named(row));
		this.subjects = names.subjects;
		this.#levelWays = names.levelWays;
		this.queues = new Set(this.subjects.flatMap(({ queue }) => (queue === null ? [] : [queue])));
		this.topics = new Set(this.subjects.flatMap(({ topic }) => (topic === null ? [] : [topic])));
		const areWhole = this.subjects.map(() => true);
		let last = -Infinity;
		for (const row of this.all) {
			last = Math.max(last, row.to);
			if (areWhole[row.subjectNo] === true && !isWhole(row)) areWhole[row.subjectNo] = false;
			const lane = this.#lanes.get(row.grain);
			if (lane === undefined) this.#lanes.set(row.grain, { rows: [row], longestMs: row.to - row.from });
			else {
				lane.rows.push(row);
				lane.longestMs = Math.max(lane.longestMs, row.to - row.from);
			}
		}
		this.areWhole = areWhole;
		const first = this.all[0];
		this.span = first === undefined ? null : { from: first.from, to: last };
	}

	/**
	 * Those that touch any of some spans, each once.
	 * @param spans in order
	 */
	touching(spans: readonly Interval[]): IndexedTotals[] {
		const found: IndexedTotals[] = [];
		for (const { rows, longestMs } of this.#lanes.values()) {
			let last = -1;
			for (const { from, to } of spans)
				for (let at = firstFrom(rows, from - longestMs); at < rows.length; at++) {
					const row = rows[at];
					if (row === undefined || row.from >= to) break;
					// What touches several spans was found by the first of them.
					if (row.to <= from || at <= last) continue;
					found.push(row);
					last = at;
				}
		}
		return found;
	}

	/**
	 * How a source counted its service level, in order of time. A channel that comes or goes changes nothing in how the others are
	 * counted; a channel that is counted in another way than before does.
	 * @param only the channels that are asked for; null = all
	 */
	regimesOf(source: string, only: readonly Channel[] | null): readonly Regime[] {
		const key = JSON.stringify([source, only]);
		const known = this.#regimes.get(key);
		if (known !== undefined) return known;
		const found: { from: number; no: number; ways: Map<Channel | null, IntervalTotals['definition']> }[] = [];
		for (const { from, channel, definition } of this.#changesOf(source)) {
			if (only !== null && channel !== null && !only.includes(channel)) continue;
			let regime = found.at(-1);
			const before = regime?.ways.get(channel);
			const isChanged = before !== undefined && before !== this.#levelWay(definition);
			// What changes for several channels on one day is one change.
			if (regime === undefined || (isChanged && regime.from !== from))
				found.push((regime = { from, no: found.length + 1, ways: new Map(regime?.ways ?? []) }));
			regime.ways.set(channel, this.#levelWay(definition));
		}
		this.#regimes.set(key, found);
		return found;
	}

	/** Those of {@link regimesOf} that are in force on any day of some spans, in order. */
	regimesIn(source: string, only: readonly Channel[] | null, spans: readonly Interval[]): readonly Regime[] {
		const [from, to] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
		const regimes = this.regimesOf(source, only);
		return regimes.filter((regime, index) => regime.from < to && (regimes[index + 1]?.from ?? Infinity) > from);
	}

	/** Totals from which on a source counts a channel in another way than before, or at all. */
	#changesOf(source: string): readonly IndexedTotals[] {
		const known = this.#changes.get(source);
		if (known !== undefined) return known;
		const ways = new Map<Channel | null, IntervalTotals['definition']>();
		const found = this.all.filter(({ source: of, channel, figures, definition }) => {
			if (of !== source || (figures.withinTarget === null && figures.answered === null)) return false;
			const way = this.#levelWay(definition);
			const isNew = ways.get(channel) !== way;
			if (isNew) ways.set(channel, way);
			return isNew;
		});
		this.#changes.set(source, found);
		return found;
	}

	/** Whether totals of a source say that they count a group of figures as it is counted here: all that have any, some of them, or none. */
	alikenessOf(source: string, group: CountedAlike): 'all' | 'some' | 'none' {
		const key = `${group} ${source}`;
		let known = this.#alikeness.get(key);
		if (known === undefined) {
			const said = new Set<boolean>();
			for (const row of this.all)
				if (row.source === source && hasFiguresOf(groupOf[group], row)) said.add(isCountedAlike(row.definition, group));
			this.#alikeness.set(key, (known = said.size > 1 ? 'some' : said.has(true) ? 'all' : 'none'));
		}
		return known;
	}

	/** What a definition says of the service level, as one object for all that say the same of it. */
	#levelWay(definition: IntervalTotals['definition']): IntervalTotals['definition'] {
		return this.#levelWays.get(definition) ?? definition;
	}

	/** The first day of contacts on a channel that any of them tells; null where none does. */
	firstOf(channel: Channel): number | null {
		let first = this.#firsts.get(channel);
		if (first === undefined) {
			const found = this.all.find(
				(row) => row.channel === channel && (row.figures.contacts ?? row.figures.offered ?? 0) > 0
			);
			this.#firsts.set(channel, (first = found?.from ?? null));
		}
		return first;
	}
}

/** Channels in the order in which they are shown. */
export function channelPlace(channel: string | null): number {
	const place = channels.findIndex((one) => one === channel);
	return place < 0 ? channels.length : place;
}

/** Whether totals say that they count a group of figures as it is counted here. */
export function isCountedAlike({ countedAlike }: IntervalTotals['definition'], group: CountedAlike): boolean {
	return countedAlike?.includes(group) === true;
}

const [volume, surveys] = [figureGroups[0], figureGroups[5]];
/** Where the figures of a group that may be counted alike are found. */
const groupOf = { contacts: volume, surveys } as const;

function isWhole(row: IntervalTotals): boolean {
	return figureGroups.every((group) => hasFiguresOf(group, row));
}

/** Gives totals the names of now, and one definition to all that say the same. */
class Names {
	readonly subjects: IntervalSubject[] = [];
	readonly #settings: SiteSettings;
	/** By what a row itself says. */
	readonly #known = new Map<string, Readonly<{ subject: IntervalSubject; no: number }>>();
	readonly #numbers = new Map<string, number>();
	readonly #definitions = new Map<string, IntervalTotals['definition']>();
	readonly #ways = new Map<string, IntervalTotals['definition']>();
	/** Of a definition the first one that counts its service level in the same way, whatever it says of other figures. */
	readonly levelWays = new Map<IntervalTotals['definition'], IntervalTotals['definition']>();

	constructor(settings: SiteSettings) {
		this.#settings = settings;
	}

	named(row: IntervalTotals): IndexedTotals {
		const { serviceLevel, targetSeconds, shortSeconds, notes } = row.definition;
		const way = `${serviceLevel}\n${targetSeconds}\n${shortSeconds}\n${notes}`;
		const told = `${way}\n${row.definition.countedAlike?.join() ?? ''}`;
		let definition = this.#definitions.get(told);
		if (definition === undefined) {
			this.#definitions.set(told, (definition = row.definition));
			const known = this.#ways.get(way);
			if (known === undefined) this.#ways.set(way, definition);
			this.levelWays.set(definition, known ?? definition);
		}
		const { subject, no } = this.#subjectOf(row);
		return {
			...{ from: row.from, to: row.to, queue: subject.queue, channel: subject.channel, topic: subject.topic },
			...{ source: row.source, batch: row.batch, seq: row.seq, grain: row.grain, bucket: row.bucket, zone: row.zone },
			...{ figures: row.figures, definition, derived: row.derived, subjectNo: no }
		};
	}

	#subjectOf({ queue, channel, topic }: IntervalSubject): Readonly<{ subject: IntervalSubject; no: number }> {
		const told = nameOf({ queue, channel, topic });
		const known = this.#known.get(told);
		if (known !== undefined) return known;
		const subject = {
			queue: queue === null ? null : countedQueue(this.#settings, queue),
			channel,
			topic: topic === null ? null : canonicalTopic(this.#settings, topic)
		};
		const name = nameOf(subject);
		const no = this.#numbers.get(name) ?? this.subjects.length;
		if (no === this.subjects.length) this.subjects.push(subject);
		this.#numbers.set(name, no);
		const found = { subject: this.subjects[no] ?? subject, no };
		this.#known.set(told, found);
		return found;
	}
}

/** Null is another name than the empty one. */
function nameOf({ queue, channel, topic }: IntervalSubject): string {
	return `${queue === null ? '-' : `+${queue}`}\n${channel ?? ''}\n${topic === null ? '-' : `+${topic}`}`;
}

/** Where the first is that begins at an instant or later. */
function firstFrom(rows: readonly IndexedTotals[], at: number): number {
	let [low, high] = [0, rows.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((rows[middle]?.from ?? Infinity) < at) low = middle + 1;
		else high = middle;
	}
	return low;
}
