import type { Logger } from '../logger.ts';
import type { Origin } from './client-address.ts';

/** So long after it was last seen it is taken for mended. */
const rememberedMs = 60 * 60_000;

const problem =
	'a proxy on this machine hands requests on and nobody can tell from which address: ' +
	'set BEREIK_TRUSTED_PROXIES=loopback, and have the proxy set X-Forwarded-For';

/**
 * Notices a proxy on this machine that does not say, or is not believed, for whom it asks. All who come through it look the same,
 * so that limits for one address cannot hold for them.
 */
export class ProxyWatch {
	readonly #now: () => number;
	readonly #logger: Pick<Logger, 'warn'>;
	#seenAt: number | null = null;

	constructor(now: () => number, logger: Pick<Logger, 'warn'>) {
		this.#now = now;
		this.#logger = logger;
	}

	/** Looks where a request comes from. Said once in the log. */
	see({ isForwarded, address }: Pick<Origin, 'isForwarded' | 'address'>): void {
		// From elsewhere everybody has an address, whatever they write: it takes something on this machine to have none.
		if (!isForwarded || address !== null) return;
		if (this.#seenAt === null) this.#logger.warn(problem);
		this.#seenAt = this.#now();
	}

	/** What somebody should set, in words; null where nothing of the kind was seen lately. */
	get problem(): string | null {
		return this.#seenAt !== null && this.#now() - this.#seenAt < rememberedMs ? problem : null;
	}
}
