import { createHash } from 'node:crypto';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { FOLD_VERSION, type FoldFoundation, type LiveFold } from '#lib/domain/live/live-fold.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { canonicalText } from '../canonical-text.ts';

/** A checkpoint as it is stored. */
export type StoredCheckpoint = Readonly<{
	epoch: string;
	seq: number;
	foldVersion: number;
	settingsHash: string;
	payload: string;
	sha256: string;
}>;

/** Where the last checkpoint is kept; a file that can be thrown away. */
export interface CheckpointStore {
	readCheckpoint(): StoredCheckpoint | null;
	writeCheckpoint(checkpoint: StoredCheckpoint): void;
}

type SeqReader = Readonly<{ read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> }>;

/** What a checkpoint says; `runs` are the positions that are still known: first, count, first, count, … */
type Payload = Omit<FoldFoundation, 'seqs'> & Readonly<{ runs: readonly number[] }>;

/**
 * Events between two of them. Each goes through every contact that is known, so with many of these there are fewer; but never so few
 * that a start would take seconds to fold what came since.
 */
const spacing = { least: 50_000, shareOfKnown: 0.5, most: 200_000 } as const;

/**
 * Checkpoints of the live fold. They hold no state of their own, only which events of the log the state still rests on: those
 * of contacts that are open or ended lately. Taking one up folds just these, so years of log cost nothing at a start, and a
 * checkpoint can never disagree with the log. Another epoch, fold version, settings, a broken row, or one that is ahead of the
 * log (as after the log came back from a backup): the log is read anew.
 */
export class Checkpoints {
	readonly #store: CheckpointStore;
	readonly #epoch: string;
	#settingsHash: string;
	#dueAfter: number = spacing.least;

	constructor(store: CheckpointStore, epoch: string, settings: SiteSettings) {
		this.#store = store;
		this.#epoch = epoch;
		this.#settingsHash = hashOfSettings(settings);
	}

	/** Other settings came into force: what is kept from now on is of folds under them. */
	useSettings(settings: SiteSettings): void {
		this.#settingsHash = hashOfSettings(settings);
	}

	/** Whether it is time for the next one, so many events after the last. */
	isDue(eventsSince: number): boolean {
		return eventsSince >= this.#dueAfter;
	}

	/** Keeps what a fold rests on. */
	save(fold: LiveFold): void {
		const { seqs, ...rest } = fold.foundation();
		const payload: Payload = { ...rest, runs: runsOf(seqs) };
		const text = JSON.stringify(payload);
		this.#store.writeCheckpoint({
			epoch: this.#epoch,
			seq: payload.seq,
			foldVersion: FOLD_VERSION,
			settingsHash: this.#settingsHash,
			payload: text,
			sha256: hashOfText(text)
		});
		const { least, shareOfKnown, most } = spacing;
		this.#dueAfter = Math.min(most, Math.max(least, seqs.length * shareOfKnown));
	}

	/**
	 * Brings a new fold to the last checkpoint.
	 * @returns false when there is none that can be used; the fold is then untouched
	 */
	async restore(fold: LiveFold, log: SeqReader): Promise<boolean> {
		const stored = this.#readUsable();
		if (stored === null) return false;
		const payload = JSON.parse(stored.payload) as Payload; // written by save and hashed
		if (payload.seq > 0 && (await log.read(payload.seq - 1, 1))[0]?.seq !== payload.seq) return false;
		const events = await readRuns(payload.runs, log);
		if (events === null) return false;
		fold.resume(events, payload);
		return true;
	}

	/** A row that cannot be read, or has something else where text should be, counts as none. */
	#readUsable(): StoredCheckpoint | null {
		try {
			const stored = this.#store.readCheckpoint();
			return stored !== null && this.#isUsable(stored) ? stored : null;
		} catch {
			return null;
		}
	}

	#isUsable(stored: StoredCheckpoint): boolean {
		return (
			stored.epoch === this.#epoch &&
			stored.foldVersion === FOLD_VERSION &&
			stored.settingsHash === this.#settingsHash &&
			stored.sha256 === hashOfText(stored.payload)
		);
	}
}

function runsOf(seqs: readonly number[]): number[] {
	const runs: number[] = [];
	for (const seq of seqs) {
		const first = runs.at(-2);
		const count = runs.at(-1);
		if (first !== undefined && count !== undefined && first + count === seq) runs[runs.length - 1] = count + 1;
		else runs.push(seq, 1);
	}
	return runs;
}

/** The events of the runs in order; null when the log no longer has one of them. */
async function readRuns(runs: readonly number[], log: SeqReader): Promise<LogEvent[] | null> {
	const events: LogEvent[] = [];
	for (let index = 0; index < runs.length; index += 2) {
		const first = runs[index] ?? 0;
		const end = first + (runs[index + 1] ?? 0);
		for (let next = first; next < end;) {
			const read = await log.read(next - 1, Math.min(5_000, end - next));
			if (read.length === 0 || read.some(({ seq }, at) => seq !== next + at)) return null;
			events.push(...read);
			next += read.length;
		}
	}
	return events;
}

/** By which settings are told apart. */
export function hashOfSettings(settings: SiteSettings): string {
	return hashOfText(canonicalText(settings));
}

/** By which a payload is known to be what was written. */
export function hashOfText(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
