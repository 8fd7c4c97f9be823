import { encodeEvent } from '#lib/protocol/stream-message.ts';
import { addressGroup } from '../access/address-group.ts';
import { isLoopbackAddress } from '../access/loopback.ts';
import type { Principal } from '../access/principal.ts';

/** How many streams may be open at a time. */
export const streamLimits = {
	/** In one browser of a person, over all its tabs. */
	session: 6,
	/** Of one screen: the one it follows, and the one it has not yet noticed to be gone. */
	display: 2,
	/** From one address, which may be that of a whole office; this machine's own is not counted. */
	address: 500,
	/** From all together whose address is not known: half of all, so that there is room for the others. */
	unknown: 6_000,
	process: 12_000
} as const;

/** A stream, as far as it is looked at here. */
export type OpenStream = Readonly<{
	end(): void;
	/** Writes to this one alone. */
	send(bytes: Uint8Array): void;
}>;

/** What all are counted under whose address is not known. */
const unknownKey = 'unknown';
const displayPrefix = 'display ';
const encoder = new TextEncoder();

/** Every stream that is open, and whether there is room for one more. */
export class OpenStreams {
	readonly #limits: Readonly<Record<keyof typeof streamLimits, number>>;
	/** Streams by what they are counted under, the oldest first. */
	readonly #streams = new Map<string, Set<OpenStream>>();
	#size = 0;

	constructor(limits: Readonly<Record<keyof typeof streamLimits, number>> = streamLimits) {
		this.#limits = limits;
	}

	/** How many are open. */
	get size(): number {
		return this.#size;
	}

	/** Why one more may not be opened; null = it may. For a screen there is always room beside its own: its oldest makes place. */
	refusal(principal: Principal, address: string | null): string | null {
		if (this.#size >= this.#limits.process) return 'as many screens as this server serves are connected';
		const session = sessionKey(principal);
		if (session !== null && this.#count(session) >= this.#limits.session)
			return `${this.#limits.session} pages of this browser are connected`;
		if (address === null && this.#count(unknownKey) >= this.#limits.unknown)
			return 'as many screens as may be are connected of which nobody can tell from where';
		const place = addressKey(address);
		if (address !== null && place !== null && this.#count(place) >= this.#limits.address)
			return 'as many screens as may be are connected from this address';
		return null;
	}

	/**
	 * Counts a stream. Of a screen that has too many now the oldest are ended: it came back after its network had changed, and
	 * they are those that nobody reads.
	 * @returns stops counting it
	 */
	enter(principal: Principal, address: string | null, stream: OpenStream): () => void {
		const display = displayKey(principal);
		if (display !== null) {
			const own = [...(this.#streams.get(display) ?? [])];
			for (const oldest of own.slice(0, Math.max(0, own.length - this.#limits.display + 1))) oldest.end();
		}
		const keys = [display, sessionKey(principal), addressKey(address)].filter((key) => key !== null);
		for (const key of keys) this.#streams.set(key, (this.#streams.get(key) ?? new Set()).add(stream));
		this.#size++;
		let isOpen = true;
		return () => {
			if (!isOpen) return;
			isOpen = false;
			this.#size--;
			for (const key of keys) {
				const among = this.#streams.get(key);
				among?.delete(stream);
				if (among?.size === 0) this.#streams.delete(key);
			}
		};
	}

	/** Sends a message to every stream of one screen. */
	tellDisplay(displayId: string, event: string, payload: object): void {
		const bytes = encoder.encode(encodeEvent(event, payload));
		for (const stream of this.#streams.get(displayPrefix + displayId) ?? []) stream.send(bytes);
	}

	/** The screens that follow a stream here, by their ids. */
	get displays(): readonly string[] {
		return [...this.#streams.keys()].flatMap((key) =>
			key.startsWith(displayPrefix) ? [key.slice(displayPrefix.length)] : []
		);
	}

	#count(key: string): number {
		return this.#streams.get(key)?.size ?? 0;
	}
}

function displayKey(principal: Principal): string | null {
	return principal.kind === 'display' ? displayPrefix + principal.displayId : null;
}

function sessionKey(principal: Principal): string | null {
	return principal.kind === 'person' ? `session ${principal.sessionId}` : null;
}

function addressKey(address: string | null): string | null {
	if (address === null) return unknownKey;
	return isLoopbackAddress(address) ? null : `address ${addressGroup(address)}`;
}
