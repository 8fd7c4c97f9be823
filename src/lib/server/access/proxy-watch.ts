import { BlockList, isIP } from 'node:net';
import type { Logger } from '../logger.ts';
import type { Origin } from './client-address.ts';

/** So long after it was last seen it is taken for mended. */
const rememberedMs = 60 * 60_000;

/** So many addresses are remembered; whoever invents headers from more of them pushes out only the oldest. */
const rememberedAddresses = 16;

/** Addresses that only machines of the same site, or of the same host, have. */
const ownNetworks = networks([
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['::1', 128],
	['fc00::', 7],
	['fe80::', 10]
]);

/** A place that says it hands requests on for others, and that no setting names. */
export type UnnamedProxy = Readonly<{
	address: string;
	/** Requests with such a header since it was first remembered. */
	requests: number;
	/** Whether it is of this machine or the site's own network. From elsewhere anybody may write such a header. */
	isNear: boolean;
}>;

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
	/** By address, the one that was seen last at the end. */
	readonly #unnamed = new Map<string, { requests: number; seenAt: number }>();

	constructor(now: () => number, logger: Pick<Logger, 'warn'>) {
		this.#now = now;
		this.#logger = logger;
	}

	/** Looks where a request comes from. Said once in the log. */
	see({ isForwarded, address, unnamedProxy }: Pick<Origin, 'isForwarded' | 'address' | 'unnamedProxy'>): void {
		if (unnamedProxy !== undefined) this.#remember(unnamedProxy);
		// From elsewhere everybody has an address, whatever they write: it takes something on this machine to have none.
		if (!isForwarded || address !== null) return;
		if (this.#seenAt === null) this.#logger.warn(problem);
		this.#seenAt = this.#now();
	}

	/** What somebody should set, in words; null where nothing of the kind was seen lately. */
	get problem(): string | null {
		return this.#seenAt !== null && this.#now() - this.#seenAt < rememberedMs ? problem : null;
	}

	/** Who said within the last hour that they stand between, and is not named; those of the site's own network first. */
	unnamed(): readonly UnnamedProxy[] {
		const since = this.#now() - rememberedMs;
		return [...this.#unnamed]
			.filter(([, { seenAt }]) => seenAt > since)
			.map(([address, { requests }]) => ({ address, requests, isNear: isNear(address) }))
			.sort((a, b) => Number(b.isNear) - Number(a.isNear) || b.requests - a.requests);
	}

	#remember(address: string): void {
		const requests = (this.#unnamed.get(address)?.requests ?? 0) + 1;
		this.#unnamed.delete(address);
		this.#unnamed.set(address, { requests, seenAt: this.#now() });
		if (this.#unnamed.size <= rememberedAddresses) return;
		// Strangers first: they must not push out a proxy of the site.
		const oldest = [...this.#unnamed.keys()];
		this.#unnamed.delete(oldest.find((one) => !isNear(one)) ?? oldest[0] ?? address);
	}
}

function networks(list: readonly (readonly [string, number])[]): BlockList {
	const block = new BlockList();
	for (const [address, bits] of list) block.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
	return block;
}

function isNear(address: string): boolean {
	return ownNetworks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
