import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { type AsOf, isBeyond } from '../settings/settings-history.ts';
import type { ReadableLog } from './projection.ts';

/** As many questions about the past wait as may. */
export class TooManyQuestions extends Error {
	override readonly name = 'TooManyQuestions';
	/** Seconds after which asking again makes sense. */
	readonly retryAfterSeconds = 5;
}

/** Whether an error is {@link TooManyQuestions}: by its name, since the pages' bundle and the running application each have a copy of the class. */
export function isTooManyQuestions(error: unknown): error is TooManyQuestions {
	return error instanceof Error && error.name === 'TooManyQuestions' && 'retryAfterSeconds' in error;
}

const readBatch = 2_000;
const maxWaiting = 8;
const keepMs = 60_000;

/**
 * Folds the log as far as it was known then. Years of log are much work, so there is one such fold at a time; the last one is
 * kept for a minute after its last use, and whoever asks for the same position or a later one goes on from it.
 */
export class HistoricalFolds {
	readonly #log: Pick<ReadableLog, 'read' | 'find'>;
	readonly #settingsAsKnown: (asOf: AsOf) => Promise<SiteSettings>;
	#asked = 0;
	#turn: Promise<void> = Promise.resolve();
	#last: Readonly<{ fold: LiveFold; settings: SiteSettings }> | null = null;
	#forgetting: ReturnType<typeof setTimeout> | undefined;

	/** @param settingsAsKnown the settings that were in force as far as was known then; the same object for the same settings */
	constructor(log: Pick<ReadableLog, 'read' | 'find'>, settingsAsKnown: (asOf: AsOf) => Promise<SiteSettings>) {
		this.#log = log;
		this.#settingsAsKnown = settingsAsKnown;
	}

	/**
	 * What `look` says of the state as it was known then, under the settings as they were known then; it sees the state only for
	 * as long as it runs.
	 * @throws TooManyQuestions when eight others wait already
	 */
	async ask<Answer>(asOf: AsOf, look: (state: LiveState, settings: SiteSettings) => Answer): Promise<Answer> {
		if (this.#asked > maxWaiting) throw new TooManyQuestions('many questions about the past wait already, ask again');
		this.#asked++;
		const before = this.#turn;
		let leave = (): void => {};
		this.#turn = new Promise((resolve) => (leave = resolve));
		await before;
		try {
			const settings = await this.#settingsAsKnown(asOf);
			return look((await this.#foldUpTo(asOf, settings)).state, settings);
		} finally {
			this.#asked--;
			leave();
		}
	}

	/** Does some work on the log while nobody folds it, and forgets the fold that was kept. */
	async whileResting(work: () => Promise<void>): Promise<void> {
		const before = this.#turn;
		let leave = (): void => {};
		this.#turn = new Promise((resolve) => (leave = resolve));
		await before;
		try {
			this.#last = null;
			await work();
		} finally {
			leave();
		}
	}

	async #foldUpTo(asOf: AsOf, settings: SiteSettings): Promise<LiveFold> {
		clearTimeout(this.#forgetting);
		const last = this.#last;
		// A fold that breaks off half-way is not gone on with.
		this.#last = null;
		const goesOn = last !== null && last.settings === settings && !isBeyond(last.fold.state, asOf);
		const fold = goesOn ? last.fold : new LiveFold(settings, true);
		await this.#goOn(fold, asOf);
		this.#last = { fold, settings };
		this.#forgetting = setTimeout(() => (this.#last = null), keepMs).unref();
		return fold;
	}

	async #goOn(fold: LiveFold, asOf: AsOf): Promise<void> {
		while (!('seq' in asOf) || fold.state.seq < asOf.seq) {
			const events = await this.#log.read(fold.state.seq, readBatch);
			for (const event of events) {
				if (isBeyond(event, asOf)) return;
				fold.apply(event, event.supersedes === undefined ? null : await this.#log.find(event.source, event.supersedes));
			}
			// Fewer than asked for are not the last ones: those that this process has heard of are answered without a look at the log.
			if (events.length === 0) return;
			// Years of log must not hold up the frames of the walls.
			await endOfTurn();
		}
	}
}

function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
