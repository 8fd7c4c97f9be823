import { ALIVE_MS } from '#lib/protocol/display-alive.ts';
import type { DisplayReport, DisplayStanding, OwnDisplay } from '#lib/protocol/display-settings.ts';
import type { Outcome } from '../access/asker.ts';

/** What the life of a screen needs of the world; tests give it one of their own. */
export type DisplayWorld = Readonly<{
	/** From 0 up to, not including, 1. */
	random: () => number;
	/** Calls back once after a delay; the result cancels it. */
	after: (delayMs: number, callback: () => void) => () => void;
	/** What there is to say of the page now. */
	report: () => DisplayReport;
	/** Tells the server. */
	alive: (report: DisplayReport) => Promise<Outcome<DisplayStanding>>;
	/** Asks the server for the screen's settings, only to learn whether it is still one. */
	check: () => Promise<Outcome<OwnDisplay>>;
	/** Build of a server that says it is ready; null = it is not, or did not answer. */
	readyBuild: () => Promise<string | null>;
	reload: () => void;
	/** Fetches the settings anew and shows them. */
	renew: () => void;
	/** Shows the page on which the screen asks to be paired. */
	toPair: () => void;
}>;

/** Screens that were told to reload at once do so within this, each at a moment of its own. */
const RELOAD_SPREAD_MS = 10_000;
/** A report that did not arrive is sent again this soon. */
const RETRY_MS = 10_000;
/** The server is not asked more often than this whether the screen is still paired. */
const CHECK_APART_MS = 4_000;

/**
 * What a paired screen does besides showing its board: it says each minute that it is alive, takes over changed settings,
 * reloads when told to (only from a server that is ready: anything else would leave an error page on the wall), and goes
 * back to asking to be paired when it may not show its board any more.
 */
export class DisplayLife {
	readonly #world: DisplayWorld;
	readonly #isDisplay: boolean;
	#standing: DisplayStanding | null;
	#isRunning = false;
	#isChecking = false;
	#cancelAlive: () => void = nothing;
	#cancelReload: (() => void) | null = null;
	#cancelCheck: (() => void) | null = null;

	/**
	 * @param isDisplay false = a person looks at the board: nothing is reported, only the right to look is kept an eye on
	 * @param standing as the page began; null where the browser has no settings of its own
	 */
	constructor(world: DisplayWorld, isDisplay: boolean, standing: DisplayStanding | null) {
		this.#world = world;
		this.#isDisplay = isDisplay;
		this.#standing = standing;
	}

	/** Reports at once, then each minute. */
	start(): void {
		if (this.#isRunning) return;
		this.#isRunning = true;
		if (this.#isDisplay) void this.#sayAlive();
	}

	/** Leaves nothing behind. */
	stop(): void {
		this.#isRunning = false;
		this.#cancelAlive();
		this.#cancelReload?.();
		this.#cancelCheck?.();
		this.#cancelReload = this.#cancelCheck = null;
	}

	/** The settings that are shown now. */
	shows(standing: DisplayStanding): void {
		// A wish to reload is measured against what the page began with, so only the revision moves on.
		const reloadRevision = this.#standing?.reloadRevision ?? standing.reloadRevision;
		this.#standing = { revision: standing.revision, reloadRevision };
	}

	/** The stream says how far the screen should be. Before it was started, the first report will say so. */
	told(asked: DisplayStanding): void {
		if (this.#isRunning && this.#isDisplay) this.#obey(asked);
	}

	/** The stream ended: perhaps the network, perhaps the right to look. */
	lostStream(): void {
		if (!this.#isRunning || this.#isChecking || this.#cancelCheck !== null) return;
		this.#cancelCheck = this.#world.after(CHECK_APART_MS, () => (this.#cancelCheck = null));
		void this.#check();
	}

	async #check(): Promise<void> {
		this.#isChecking = true;
		const outcome = await this.#world.check();
		this.#isChecking = false;
		if (this.#isRunning && !outcome.isDone && outcome.problem.kind === 'login') this.#leave();
	}

	async #sayAlive(): Promise<void> {
		const outcome = await this.#world.alive(this.#world.report());
		if (!this.#isRunning) return;
		if (outcome.isDone) {
			this.#obey(outcome.value);
			this.#again(ALIVE_MS);
			return;
		}
		switch (outcome.problem.kind) {
			case 'login':
				this.#leave();
				return;
			case 'refused':
				// This browser is no screen after all: it has nothing to report.
				return;
			case 'network':
			case 'failed':
				this.#again(RETRY_MS);
				return;
			default:
				this.#again(ALIVE_MS);
		}
	}

	#again(delayMs: number): void {
		this.#cancelAlive = this.#world.after(delayMs, () => void this.#sayAlive());
	}

	#obey(asked: DisplayStanding): void {
		this.#standing ??= asked;
		if (asked.reloadRevision > this.#standing.reloadRevision) this.#planReload();
		else if (asked.revision > this.#standing.revision) this.#world.renew();
	}

	#planReload(): void {
		const delayMs = this.#world.random() * RELOAD_SPREAD_MS;
		this.#cancelReload ??= this.#world.after(delayMs, () => void this.#reload());
	}

	async #reload(): Promise<void> {
		const build = await this.#world.readyBuild();
		if (!this.#isRunning) return;
		this.#cancelReload = null;
		if (build === null) this.#planReload();
		else this.#world.reload();
	}

	#leave(): void {
		this.stop();
		this.#world.toPair();
	}
}

function nothing(): void {
	// Stands for "there is nothing to cancel".
}
