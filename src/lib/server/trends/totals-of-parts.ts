import type { Channel } from '#lib/domain/contact/channel.ts';
import { intervalPoint, type IntervalPoint } from '#lib/domain/trends/interval-series.ts';
import type { IntervalSubject } from '#lib/domain/trends/interval-totals.ts';
import type { SeriesScope } from '#lib/protocol/trend-series.ts';
import type { PointSpan } from './point-spans.ts';
import { type Part, partKey, wholeKey, wholePart } from './point-tallies.ts';
import type { Split } from './splits.ts';
import type { IndexedTotals, TotalsIndex } from './totals-index.ts';
import type { TrendWorld } from './trend-world.ts';

/** Totals of one point, by the key of their part. */
export type RowsByPart = ReadonlyMap<string, readonly IndexedTotals[]>;
/** No totals at all. */
export const noTotals: RowsByPart = new Map();

/** Chooses from the totals those of a question, by what it is split by. */
export class TotalsOfParts {
	/** Parts that totals tell, by key; the whole where nothing is split. */
	readonly parts = new Map<string, Part>();
	readonly #world: TrendWorld;
	readonly #scope: SeriesScope;
	readonly #split: readonly Split[];
	/** By the number of a subject: which part its totals are of; null where they are of none. */
	readonly #partOf: readonly (Readonly<{ key: string; part: Part }> | null)[];
	readonly #areWhole: boolean;
	/** Which totals are chosen from, where the part does not say. */
	readonly #askedName: string;

	/** @param asked the channels that are asked for; null = all */
	constructor(world: TrendWorld, scope: SeriesScope, asked: readonly Channel[] | null, split: readonly Split[]) {
		this.#world = world;
		this.#scope = scope;
		this.#split = split;
		const parts = partsOfSubjects(world.totals, split);
		this.#partOf = world.totals.subjects.map((subject, no) =>
			isOf(subject, scope, asked) ? (parts[no] ?? null) : null
		);
		this.#areWhole = this.#partOf.every((part, no) => part === null || world.totals.areWhole[no] === true);
		this.#askedName = asked === null ? '' : asked.join();
		if (split.length === 0) this.parts.set(wholeKey, wholePart);
	}

	/** Those that touch a point. Of a question that is not split they are looked for when they are needed. */
	rowsIn({ spans }: PointSpan): () => RowsByPart {
		let found: RowsByPart | null = this.#split.length === 0 ? null : this.#find(spans);
		return () => (found ??= this.#find(spans));
	}

	/** What totals come to in a part of a point. */
	plan({ bucket, spans }: PointSpan, key: string, part: Part, rowsByPart: () => RowsByPart): IntervalPoint {
		const { contacts, totals } = this.#world;
		const { queue, channel, topic } = this.#scope;
		const subject = {
			queue: part.queue ?? (queue === 'all' || queue === 'fast' ? null : queue),
			channel: part.channel ?? channel,
			topic: part.topic ?? topic
		};
		// Totals never say that a part is not known; those of the whole are not of it.
		const isKnown = this.#split.every((name) => part[name] !== null);
		const make = (): IntervalPoint =>
			intervalPoint(
				bucket,
				spans,
				isKnown ? (rowsByPart().get(key) ?? []) : [],
				{ ...subject, contacts },
				this.#areWhole
			);
		const [span] = spans;
		if (!isKnown || span === undefined || spans.length > 1) return make();
		const name = JSON.stringify([subject.queue, subject.channel ?? this.#askedName, subject.topic, bucket]);
		return totals.plans.get(`${name} ${span.from} ${span.to}`, contacts, make);
	}

	#find(spans: PointSpan['spans']): RowsByPart {
		const byPart = new Map<string, IndexedTotals[]>();
		for (const row of this.#world.totals.touching(spans)) {
			const own = this.#partOf[row.subjectNo] ?? null;
			if (own === null) continue;
			const known = byPart.get(own.key);
			if (known !== undefined) known.push(row);
			else {
				byPart.set(own.key, [row]);
				this.parts.set(own.key, own.part);
			}
		}
		return byPart;
	}
}

function isOf(one: IntervalSubject, { queue, topic }: SeriesScope, asked: readonly Channel[] | null): boolean {
	if (queue !== 'all' && queue !== 'fast' && one.queue !== queue) return false;
	if (topic !== null && one.topic !== topic) return false;
	return asked === null || (one.channel !== null && asked.includes(one.channel));
}

/** Which part totals of each subject are of, by its number; null where they are of the whole, which is not of any part. */
function partsOfSubjects(
	totals: TotalsIndex,
	split: readonly Split[]
): readonly (Readonly<{ key: string; part: Part }> | null)[] {
	return totals.subjects.map((subject) => {
		if (split.some((name) => subject[name] === null)) return null;
		const part: Part = {
			queue: split.includes('queue') ? subject.queue : null,
			channel: split.includes('channel') ? subject.channel : null,
			topic: split.includes('topic') ? subject.topic : null
		};
		return { key: partKey(part), part };
	});
}
