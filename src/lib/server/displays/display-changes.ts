import type { DisplayStanding } from '#lib/protocol/display-settings.ts';
import type { OpenStreams } from '../live/open-streams.ts';
import type { Displays } from './displays.ts';

/** How often it is looked whether another server changed what a screen is to show, ms. */
const lookEveryMs = 2_000;

/** Tells the screens that follow a stream of this server what was changed of them on another one. */
export class DisplayChanges {
	readonly #displays: Pick<Displays, 'standings'>;
	readonly #streams: Pick<OpenStreams, 'displays' | 'tellDisplay'>;
	readonly #onError: (error: unknown) => void;
	/** How far each was at the last look. */
	#known: ReadonlyMap<string, DisplayStanding> = new Map();
	#timer: ReturnType<typeof setInterval> | null = null;
	#looking: Promise<void> | null = null;
	#isFailing = false;

	/** @param onError told of the first of a row of failures */
	constructor(
		displays: Pick<Displays, 'standings'>,
		streams: Pick<OpenStreams, 'displays' | 'tellDisplay'>,
		onError: (error: unknown) => void
	) {
		this.#displays = displays;
		this.#streams = streams;
		this.#onError = onError;
	}

	/** Looks every few seconds from now on. */
	start(): void {
		this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}

	/** Looks now; a look that failed is made up for by the next. */
	look(): Promise<void> {
		this.#looking ??= this.#look().finally(() => (this.#looking = null));
		return this.#looking;
	}

	async #look(): Promise<void> {
		const open = this.#streams.displays;
		try {
			const standings = open.length === 0 ? new Map<string, DisplayStanding>() : await this.#displays.standings(open);
			for (const [id, standing] of standings) {
				// Also of one that was told when its stream was opened: it may have been changed since. Told twice it does nothing.
				if (this.#known.get(id)?.revision !== standing.revision) this.#streams.tellDisplay(id, 'display', standing);
			}
			this.#known = standings;
			this.#isFailing = false;
		} catch (error) {
			if (!this.#isFailing) this.#onError(error);
			this.#isFailing = true;
		}
	}
}
