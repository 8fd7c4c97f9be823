import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { PlacedEvent } from './contact-rows.ts';
import type { CorrectionRow, HistoryStore } from './history-store.ts';

/** What is looked up in the log. */
export type CorrectionLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	readMany(seqs: readonly number[]): Promise<readonly LogEvent[]>;
}>;

/** Events that correct each other, directly or in a chain. */
type Group = Readonly<{ members: readonly LogEvent[]; standing: LogEvent | null; place: number }>;

/**
 * Which events of the log stand, as far as it is read: of those that correct each other the last of the chain, in the place of
 * the first; where two correct the same one, the later in the log. An event of an undone import was never taken in. Everything
 * is asked of the log anew, so that nothing depends on the order in which events came.
 */
export class CorrectionGroups {
	readonly #log: CorrectionLog;
	readonly #store: Pick<HistoryStore, 'correctionsOf'>;
	readonly #undone: ReadonlySet<string>;
	/** Nothing after this position is known yet. */
	readonly #upTo: number;
	/** Corrections that are about to be written, by source and target. */
	readonly #unwritten = new Map<string, number[]>();
	readonly #groups = new Map<string, Group>();

	constructor(
		log: CorrectionLog,
		store: Pick<HistoryStore, 'correctionsOf'>,
		undone: ReadonlySet<string>,
		upTo: number,
		unwritten: readonly CorrectionRow[]
	) {
		this.#log = log;
		this.#store = store;
		this.#undone = undone;
		this.#upTo = upTo;
		for (const { source, target, seq } of unwritten) {
			const key = keyOf(source, target);
			const known = this.#unwritten.get(key);
			if (known === undefined) this.#unwritten.set(key, [seq]);
			else known.push(seq);
		}
	}

	/** Whether some event, known or undone, supersedes this one. */
	isCorrected({ source, id }: Pick<LogEvent, 'source' | 'id'>): boolean {
		return this.#correctionsOf(source, id).length > 0;
	}

	/** Every event that corrects this one or is corrected by it, itself among them, as far as they count as known. */
	async membersWith(event: LogEvent): Promise<readonly LogEvent[]> {
		return (await this.#groupOf(event)).members;
	}

	/** Those of a contact's events that stand, with their places. */
	async standing(events: readonly LogEvent[]): Promise<PlacedEvent[]> {
		const placed: PlacedEvent[] = [];
		for (const event of events) {
			if (!this.#counts(event)) continue;
			const { standing, place } = await this.#groupOf(event);
			if (standing?.seq === event.seq) placed.push({ event, place });
		}
		return placed;
	}

	#counts(event: LogEvent): boolean {
		return event.seq <= this.#upTo && (event.batch === undefined || !this.#undone.has(event.batch));
	}

	async #groupOf(event: LogEvent): Promise<Group> {
		const own = keyOf(event.source, event.id);
		const known = this.#groups.get(own);
		if (known !== undefined) return known;
		const members: LogEvent[] = [];
		const ids = new Set([event.id]);
		for (const id of ids) {
			const named = id === event.id ? event : await this.#log.find(event.source, id);
			if (named !== null && this.#counts(named)) {
				members.push(named);
				const target = targetOf(named);
				if (target !== null) ids.add(target);
			}
			const corrections = this.#correctionsOf(event.source, id);
			if (corrections.length === 0) continue;
			for (const other of await this.#log.readMany(corrections)) if (this.#counts(other)) ids.add(other.id);
		}
		const group = {
			members,
			standing: standingOf(members),
			place: members.reduce((place, { seq }) => Math.min(place, seq), Infinity)
		};
		for (const id of ids) this.#groups.set(keyOf(event.source, id), group);
		return group;
	}

	#correctionsOf(source: string, id: string): readonly number[] {
		const unwritten = this.#unwritten.get(keyOf(source, id)) ?? [];
		return [...this.#store.correctionsOf(source, id), ...unwritten];
	}
}

/** The id of what an event corrects; null when it corrects nothing, itself included. */
export function targetOf({ id, supersedes }: Pick<LogEvent, 'id' | 'supersedes'>): string | null {
	return supersedes === undefined || supersedes === id ? null : supersedes;
}

/** The last of those that no other supersedes; of a ring, which makes no sense, the last of all. */
function standingOf(members: readonly LogEvent[]): LogEvent | null {
	const superseded = new Set(members.map(targetOf));
	const ends = members.filter(({ id }) => !superseded.has(id));
	let last: LogEvent | null = null;
	for (const event of ends.length > 0 ? ends : members) if (last === null || event.seq > last.seq) last = event;
	return last;
}

function keyOf(source: string, id: string): string {
	return `${source}\n${id}`;
}
