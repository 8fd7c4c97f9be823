/** What the watch needs of the world. */
export type BuildWorld = Readonly<{
	/** From 0 up to, not including, 1. */
	random: () => number;
	/** Calls back once after a delay. */
	after: (delayMs: number, callback: () => void) => () => void;
	/** Build that the server names when asked whether it is ready; null = it is not, or did not answer. */
	readyBuild: () => Promise<string | null>;
	reload: () => void;
}>;

/** Screens spread their reload over this long. */
const SPREAD_MS = 60_000;

/**
 * Loads the page anew when the server is of another build than the one the page first spoke with, or the page wishes it. Only a server that
 * says it is ready is worth reloading for: a reload while it is away would leave a browser's error page on the wall.
 */
export class BuildWatch {
	readonly #world: BuildWorld;
	#build: string | null = null;
	#cancel: (() => void) | null = null;
	#isWished = false;

	constructor(world: BuildWorld) {
		this.#world = world;
	}

	/** The stream named the server's build. */
	saw(build: string): void {
		this.#build ??= build;
		if (build !== this.#build) this.#plan();
	}

	/** The page wants to begin anew, whatever the server's build. */
	wish(): void {
		this.#isWished = true;
		this.#plan();
	}

	/** Forgets a planned reload. */
	stop(): void {
		this.#isWished = false;
		this.#cancel?.();
		this.#cancel = null;
	}

	#plan(): void {
		this.#cancel ??= this.#world.after(this.#world.random() * SPREAD_MS, () => void this.#check());
	}

	async #check(): Promise<void> {
		const build = await this.#world.readyBuild();
		if (this.#cancel === null) return;
		this.#cancel = null;
		if (build === null) this.#plan();
		else if (this.#isWished || build !== this.#build) this.#world.reload();
	}
}
