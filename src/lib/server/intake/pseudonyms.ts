import { createHmac, hash } from 'node:crypto';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';

/** Whose identifier it is; one text names different pseudonyms as a contact and as an agent. */
export type PseudonymKind = 'contact' | 'agent' | 'customer';

/** The names of an event's data that identify someone. */
const identifyingNames = { contact: 'contact', agent: 'agent', toAgent: 'agent', customer: 'customer' } as const;
/** Those of each type of event. */
const identifyingByType = new Map(
	Object.entries(sourceEventSchemas).map(([type, { entries }]) => [
		type,
		Object.entries(identifyingNames).filter(([name]) => Object.hasOwn(entries, name))
	])
);

const blockBytes = 64;
const digestBytes = 32;
/** 132 bits: no two of a billion contacts share a pseudonym. */
const pseudonymLength = 22;
/** Identifiers up to this many UTF-16 code units take the fast way; the contract allows 200. */
const fastLength = 256;

/**
 * Turns identifiers into pseudonyms: HMAC-SHA256 over kind and identifier, the same for every source of the site, so
 * that two systems that speak of one contact still do.
 */
export class Pseudonyms {
	readonly #key: Buffer;
	readonly #recent: Readonly<Record<PseudonymKind, RecentPseudonyms>>;
	/*
	 * createHmac costs 2.7 µs an identifier, most of it for its object. HMAC is two plain hashes, each after the key in
	 * a block of its own; written out over one reused buffer they take 0.8 µs. The tests hold it against createHmac.
	 */
	readonly #inner: Buffer;
	readonly #outer: Buffer;

	/** @param remembered how many recent identifiers of each kind keep their pseudonym in memory, at the least */
	constructor(key: Buffer, remembered = 4096) {
		this.#key = key;
		this.#recent = {
			contact: new RecentPseudonyms(remembered),
			agent: new RecentPseudonyms(remembered),
			customer: new RecentPseudonyms(remembered)
		};
		this.#inner = Buffer.alloc(blockBytes + 'customer:'.length + fastLength * 3);
		this.#outer = Buffer.alloc(blockBytes + digestBytes);
		const block = Buffer.alloc(blockBytes);
		(key.length > blockBytes ? hash('sha256', key, 'buffer') : key).copy(block);
		for (const [at, byte] of block.entries()) {
			this.#inner[at] = byte ^ 0x36;
			this.#outer[at] = byte ^ 0x5c;
		}
	}

	/** The pseudonym of an identifier: 22 characters of base64url. */
	of(kind: PseudonymKind, identifier: string): string {
		const recent = this.#recent[kind];
		const known = recent.get(identifier);
		if (known !== undefined) return known;
		const pseudonym = this.#digest(`${kind}:${identifier}`).slice(0, pseudonymLength);
		recent.set(identifier, pseudonym);
		return pseudonym;
	}

	/** The same event with pseudonyms in place of the identifiers in its data. */
	applyTo<Event extends SourceEvent>(event: Event): Event {
		const data: Record<string, unknown> = { ...event.data };
		for (const [name, kind] of identifyingByType.get(event.type) ?? []) {
			const identifier = data[name];
			// Assigning a name that is there keeps its place, so the stored form stays in schema order.
			if (typeof identifier === 'string') data[name] = this.of(kind, identifier);
		}
		return { ...event, data };
	}

	#digest(message: string): string {
		if (message.length > fastLength) return createHmac('sha256', this.#key).update(message).digest('base64url');
		const end = blockBytes + this.#inner.write(message, blockBytes, 'utf8');
		this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
		return hash('sha256', this.#outer, 'base64url');
	}
}

/**
 * Remembers at least the last `size` of what it was given and at most twice that: two maps, of which the older is
 * dropped whole. Keeping an order of use would cost more than it saves, and 20,000 more than 4,000: they leave the
 * processor's cache, which is half a microsecond for an identifier that is new.
 */
class RecentPseudonyms {
	readonly #size: number;
	#young = new Map<string, string>();
	#old = new Map<string, string>();

	constructor(size: number) {
		this.#size = size;
	}

	get(identifier: string): string | undefined {
		const young = this.#young.get(identifier);
		if (young !== undefined) return young;
		const old = this.#old.get(identifier);
		if (old !== undefined) this.set(identifier, old);
		return old;
	}

	set(identifier: string, pseudonym: string): void {
		if (this.#young.size >= this.#size) {
			this.#old = this.#young;
			this.#young = new Map();
		}
		this.#young.set(identifier, pseudonym);
	}
}
