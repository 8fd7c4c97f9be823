import type { Logger } from './logger.ts';

/** A failure that comes back is said again after this long. */
const silentMs = 3_600_000;

/** Work that may fail without stopping what goes on around it. What fails each second is logged once an hour for each kind of failure. */
export class Attempts {
	readonly #logger: Pick<Logger, 'error'>;
	readonly #now: () => number;
	readonly #saidAt = new Map<string, number>();

	/** @param now any clock that only goes forward, ms */
	constructor(logger: Pick<Logger, 'error'>, now: () => number = () => performance.now()) {
		this.#logger = logger;
		this.#now = now;
	}

	/** Does some work; never throws. */
	run(what: string, work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#say(what, error);
		}
	}

	/** {@link run} of work that takes a while; resolves when it is over, however it ended. */
	async finish(what: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.#say(what, error);
		}
	}

	#say(what: string, error: unknown): void {
		const kind = `${what}: ${kindOf(error)}`;
		const now = this.#now();
		if (now - (this.#saidAt.get(kind) ?? -Infinity) < silentMs) return;
		this.#saidAt.set(kind, now);
		this.#logger.error({ err: error }, `${what}: failed`);
	}
}

function kindOf(error: unknown): string {
	if (!(error instanceof Error)) return typeof error;
	return 'code' in error ? String(error.code) : error.name;
}
