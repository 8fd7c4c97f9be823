import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { isAside } from '#lib/domain/contact/contact-event-schema.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import { closingRulesOf } from '#lib/domain/settings/history-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Attempts } from '../attempts.ts';
import type { Clock } from '../clock.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { MinuteSamples } from './minute-samples.ts';

/** What the projection needs of the log. */
export type ReadableLog = Readonly<{
	read(afterSeq: number, limit: number): Promise<readonly LogEvent[]>;
	find(source: string, id: string): Promise<LogEvent | null>;
	onStored(listener: (events: readonly LogEvent[]) => void): void;
}>;

const readBatch = 5_000;

/**
 * The live projection: the log folded in order, in this process. Disposable: at start it takes up the last checkpoint, or reads
 * the log from its beginning. Events come from the log's own hand after they are committed; where one is missing the log is read.
 */
export class Projection {
	readonly #log: ReadableLog;
	#fold: LiveFold;
	#settings: SiteSettings;
	readonly #clock: Clock;
	readonly #samples: MinuteSamples;
	readonly #checkpoints: Checkpoints;
	readonly #attempts: Attempts;
	readonly #onFailure: (error: unknown) => void;
	#listener: () => void = () => {};
	#pending: LogEvent[] = [];
	#folding: Promise<void> | null = null;
	#sinceCheckpoint = 0;
	#started = false;
	#isBroken = false;
	#isEnded = false;
	/** Readings of the log beside the state. */
	#readings = 0;

	constructor(parts: {
		log: ReadableLog;
		settings: SiteSettings;
		clock: Clock;
		samples: MinuteSamples;
		checkpoints: Checkpoints;
		/** What is kept for the next start is done by it: a disk that is full must not stop the figures. */
		attempts: Attempts;
		/** Told when the figures have stopped. */
		onFailure: (error: unknown) => void;
	}) {
		this.#log = parts.log;
		this.#fold = new LiveFold(parts.settings);
		this.#settings = parts.settings;
		this.#clock = parts.clock;
		this.#samples = parts.samples;
		this.#checkpoints = parts.checkpoints;
		this.#attempts = parts.attempts;
		this.#onFailure = parts.onFailure;
	}

	/** The folded state. Only read it. */
	get state(): LiveState {
		return this.#fold.state;
	}

	/** Whether an event could not be folded: until the next start the figures rest on less than the log. */
	get isBroken(): boolean {
		return this.#isBroken;
	}

	/**
	 * Catches up with the log, then follows it.
	 * @param progress told now and then how far it is
	 */
	async start(progress: (seq: number) => void = () => {}): Promise<void> {
		await this.#checkpoints.restore(this.#fold, this.#log);
		this.#log.onStored((events) => this.#receive(events));
		await this.#catchUp(progress);
		this.#started = true;
		this.#drain();
		await this.settled();
		this.#keepSamples();
	}

	/** Called after every batch that changed the state. */
	onChange(listener: () => void): void {
		this.#listener = listener;
	}

	/**
	 * Goes on under other settings: everything known is derived anew under them, a part at a time, while the log goes on taking
	 * events in. Where closing rules changed, the log is then read anew beside it, because what they had given up is forgotten.
	 * Resolves when the figures are under the new settings; never rejects.
	 */
	async useSettings(settings: SiteSettings): Promise<void> {
		// Looked at anew after each wait: somebody else may have begun to fold.
		while (this.#folding !== null) await this.#folding;
		if (this.#isEnded) return;
		const changesClosing = !haveSameClosingRules(settings, this.#settings);
		this.#settings = settings;
		this.#follow(this.#deriveUnder(settings));
		await this.settled();
		if (changesClosing) void this.#readAnew(settings).catch(this.#onFailure);
	}

	/** Takes everything up again from the log, where it is said otherwise now. Resolves when that is done; never rejects. */
	async takeUpAnew(): Promise<void> {
		while (this.#folding !== null) await this.#folding;
		if (this.#isEnded) return;
		// What is being read has been read in part as it was: it is begun again.
		const isReading = this.#readings > 0;
		this.#settings = { ...this.#settings };
		this.#follow(this.#resumeFromLog());
		await this.settled();
		if (isReading) void this.#readAnew(this.#settings).catch(this.#onFailure);
	}

	/** Begins nothing new: the log is about to be closed. */
	end(): void {
		this.#isEnded = true;
	}

	/** Looks at the queues for every minute that has begun; to be called once a second. Never throws. */
	sampleMinutes(): void {
		if (!this.#started || this.#folding !== null) return;
		this.#attempts.run('taking minute samples', () => this.#samples.takeUpTo(this.#clock.now(), this.state));
		this.#keepSamples();
	}

	/** Resolves when everything handed over so far is folded. */
	async settled(): Promise<void> {
		while (this.#folding !== null) await this.#folding;
	}

	/** Keeps the state for the next start, if it can be kept. Never throws. */
	checkpoint(): void {
		this.#sinceCheckpoint = 0;
		if (!this.#isBroken) this.#attempts.run('keeping a checkpoint', () => this.#checkpoints.save(this.#fold));
	}

	#keepSamples(): void {
		this.#attempts.run('keeping minute samples', () => this.#samples.flush(this.#clock.now()));
	}

	#receive(events: readonly LogEvent[]): void {
		this.#pending.push(...events);
		if (this.#started) this.#drain();
	}

	#drain(): void {
		if (this.#folding !== null) return;
		const work = this.#tryPending();
		if (work !== null) this.#follow(work);
	}

	/** Work on the state, one at a time: what comes meanwhile waits. */
	#follow(work: Promise<void>): void {
		this.#folding = work.catch(this.#onFailure).finally(() => {
			this.#folding = null;
			if (this.#pending.length > 0) this.#drain();
		});
	}

	async #deriveUnder(settings: SiteSettings): Promise<void> {
		const deriving = this.#fold.underSettings(settings);
		for (let step = deriving.next(); ; step = deriving.next()) {
			if (step.done === true) {
				this.#replaceFold(step.value, settings);
				return;
			}
			await endOfTurn();
		}
	}

	async #resumeFromLog(): Promise<void> {
		const fold = new LiveFold(this.#settings);
		this.checkpoint();
		if (await this.#checkpoints.restore(fold, this.#log)) this.#replaceFold(fold, this.#settings);
		else void this.#readAnew(this.#settings).catch(this.#onFailure);
	}

	async #readAnew(settings: SiteSettings): Promise<void> {
		this.#readings++;
		await this.#readBeside(settings).finally(() => this.#readings--);
	}

	async #readBeside(settings: SiteSettings): Promise<void> {
		const fold = new LiveFold(settings);
		for (;;) {
			const events = await this.#log.read(fold.state.seq, readBatch);
			for (const event of events) {
				const corrected = event.supersedes === undefined ? null : await this.#log.find(event.source, event.supersedes);
				fold.apply(event, corrected);
			}
			// Settings that came later have their own reading.
			if (this.#isEnded || this.#settings !== settings) return;
			if (events.length < readBatch && this.#folding === null && fold.state.seq >= this.state.seq) break;
			await endOfTurn();
		}
		this.#replaceFold(fold, settings);
	}

	#replaceFold(fold: LiveFold, settings: SiteSettings): void {
		this.#fold = fold;
		this.#checkpoints.useSettings(settings);
		this.checkpoint();
		this.#listener();
	}

	/** A fault in the fold must reach neither the log, whose events are committed, nor a promise nobody waits for. */
	#tryPending(): Promise<void> | null {
		try {
			return this.#foldPending();
		} catch (error) {
			this.#onFailure(error);
			return null;
		}
	}

	/** Folds what is pending at once where nothing has to be looked up; otherwise the promise of it. */
	#foldPending(): Promise<void> | null {
		const events = this.#pending;
		this.#pending = [];
		let index = 0;
		for (; index < events.length; index++) {
			const event = events[index];
			if (event === undefined || event.seq <= this.state.seq) continue;
			if (event.seq !== this.state.seq + 1 || event.supersedes !== undefined) break;
			this.#apply(event, null);
		}
		if (index === events.length) {
			this.#changed();
			return null;
		}
		return this.#foldSlowly(events.slice(index));
	}

	async #foldSlowly(events: readonly LogEvent[]): Promise<void> {
		for (const event of events) {
			if (event.seq <= this.state.seq) continue;
			if (event.seq > this.state.seq + 1) await this.#catchUp(() => {});
			else await this.#applyCorrecting(event);
		}
		this.#changed();
	}

	async #catchUp(progress: (seq: number) => void): Promise<void> {
		for (;;) {
			const events = await this.#log.read(this.state.seq, readBatch);
			for (const event of events) {
				if (event.seq !== this.state.seq + 1)
					throw new Error(`the log has a hole: after event ${this.state.seq} comes ${event.seq}`);
				// Waiting for nothing, a quarter of a million times, would cost more than the fold.
				if (event.supersedes === undefined) this.#apply(event, null);
				else await this.#applyCorrecting(event);
			}
			progress(this.state.seq);
			if (events.length < readBatch) return;
		}
	}

	async #applyCorrecting(event: LogEvent): Promise<void> {
		const corrected = event.supersedes === undefined ? null : await this.#log.find(event.source, event.supersedes);
		this.#apply(event, corrected);
	}

	#apply(event: LogEvent, corrected: LogEvent | null): void {
		// A fold that took the place of another while this was looked up may have it already.
		if (event.seq <= this.state.seq) return;
		// What happens as a minute begins belongs to how it begins: only minutes before the event are due. An event from a clock
		// that runs ahead must not take the samples of minutes that have not begun.
		if (!isAside(event.type)) this.#samples.takeUpTo(Math.min(event.time - 1, this.#clock.now()), this.state);
		try {
			this.#fold.apply(event, corrected);
		} catch (error) {
			this.#isBroken = true;
			throw error;
		}
		this.#sinceCheckpoint++;
	}

	#changed(): void {
		if (this.#checkpoints.isDue(this.#sinceCheckpoint)) this.checkpoint();
		this.#listener();
	}
}

function haveSameClosingRules(a: SiteSettings, b: SiteSettings): boolean {
	return JSON.stringify(closingRulesOf(a)) === JSON.stringify(closingRulesOf(b));
}

function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
