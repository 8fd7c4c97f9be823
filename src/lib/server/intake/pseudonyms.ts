import { createHmac, hash } from 'node:crypto';
import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';

/** Whose identifier it is; one text names different pseudonyms as a contact and as an agent. */
export type PseudonymKind = 'contact' | 'agent' | 'customer';

/** The names of an event's data that identify someone. */
const identifyingNames = { contact: 'contact', agent: 'agent', toAgent: 'agent', customer: 'customer' } as const;
/** Those of each type of event. */
const identifyingByType = new Map(
	Object.entries(sourceEventSchemas).map(([type, { entries }]) => [
		type,
		Object.entries(identifyingNames)
			.filter(([name]) => Object.hasOwn(entries, name))
			.map(([name, kind]) => ({ name, kind }))
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
	readonly #kinds: Readonly<Record<PseudonymKind, PseudonymsOfKind>>;

	constructor(key: Buffer) {
		this.#kinds = {
			contact: new PseudonymsOfKind(key, 'contact'),
			agent: new PseudonymsOfKind(key, 'agent'),
			customer: new PseudonymsOfKind(key, 'customer')
		};
	}

	/** The pseudonym of an identifier: 22 characters of base64url. */
	of(kind: PseudonymKind, identifier: string): string {
		return this.#kinds[kind].of(identifier);
	}

	/** The same event with pseudonyms in place of the identifiers in its data. */
	applyTo<Event extends ImportedEvent>(event: Event): Event {
		return { ...event, data: this.dataOf(event) };
	}

	/** The data of an event with pseudonyms in place of the identifiers. */
	dataOf<Event extends ImportedEvent>(event: Event): Event['data'] {
		const data: Record<string, unknown> = { ...event.data };
		for (const { name, kind } of identifyingByType.get(event.type) ?? []) {
			const identifier = data[name];
			// Assigning a name that is there keeps its place, so the stored form stays in schema order.
			if (typeof identifier === 'string') data[name] = this.of(kind, identifier);
		}
		return data;
	}
}

/*
 * createHmac costs 2.7 µs an identifier, most of it for its object. HMAC is two plain hashes, each after the key in a
 * block of its own; written out over reused buffers they take 0.8 µs. The tests hold it against createHmac.
 */
class PseudonymsOfKind {
	readonly #key: Buffer;
	readonly #prefix: string;
	/** The inner block, the kind, and room for an identifier. */
	readonly #inner: Buffer;
	readonly #innerStart: number;
	/** The first so many bytes of `#inner`, by number: making such a view costs as much as a quarter of a hash. */
	readonly #innerViews: Buffer[] = [];
	/** The outer block and room for the inner hash. */
	readonly #outer: Buffer;
	readonly #recent = new RecentPseudonyms();

	constructor(key: Buffer, kind: PseudonymKind) {
		this.#key = key;
		this.#prefix = `${kind}:`;
		this.#inner = Buffer.alloc(blockBytes + this.#prefix.length + fastLength * 3);
		this.#outer = Buffer.alloc(blockBytes + digestBytes);
		const block = Buffer.alloc(blockBytes);
		(key.length > blockBytes ? hash('sha256', key, 'buffer') : key).copy(block);
		for (const [at, byte] of block.entries()) {
			this.#inner[at] = byte ^ 0x36;
			this.#outer[at] = byte ^ 0x5c;
		}
		this.#innerStart = blockBytes + this.#inner.write(this.#prefix, blockBytes);
	}

	of(identifier: string): string {
		const slot = slotOf(identifier);
		const known = this.#recent.get(slot, identifier);
		if (known !== undefined) return known;
		const pseudonym = ownPart(this.#digest(identifier));
		this.#recent.set(slot, identifier, pseudonym);
		return pseudonym;
	}

	#digest(identifier: string): string {
		if (identifier.length > fastLength) {
			return createHmac('sha256', this.#key).update(`${this.#prefix}${identifier}`).digest('base64url');
		}
		const end = this.#innerStart + this.#inner.write(identifier, this.#innerStart, 'utf8');
		const message = (this.#innerViews[end] ??= this.#inner.subarray(0, end));
		this.#outer.write(hash('sha256', message, 'binary'), blockBytes, 'latin1');
		return hash('sha256', this.#outer, 'base64url');
	}
}

const part = Buffer.alloc(pseudonymLength);

/** What of a digest is the pseudonym, as a string of its own: a slice keeps the whole digest alive for as long as the contact is known. */
function ownPart(digest: string): string {
	part.write(digest, 0, 'latin1');
	return part.toString('latin1');
}

const slots = 8192;

/**
 * Remembers what it was given until another identifier needs the same slot. A Map would keep more of them, but to look
 * a new identifier up, add it and drop an old one costs half as much as the two hashes it may save.
 */
class RecentPseudonyms {
	readonly #identifiers: (string | undefined)[] = new Array<string | undefined>(slots).fill(undefined);
	readonly #pseudonyms: string[] = new Array<string>(slots).fill('');

	get(slot: number, identifier: string): string | undefined {
		return this.#identifiers[slot] === identifier ? this.#pseudonyms[slot] : undefined;
	}

	set(slot: number, identifier: string, pseudonym: string): void {
		this.#identifiers[slot] = identifier;
		this.#pseudonyms[slot] = pseudonym;
	}
}

/** Identifiers differ mostly at their ends, so the last 24 characters decide. */
function slotOf(identifier: string): number {
	let mixed = identifier.length;
	for (let at = Math.max(0, identifier.length - 24); at < identifier.length; at++) {
		mixed = Math.imul(mixed ^ identifier.charCodeAt(at), 0x01000193);
	}
	return (mixed ^ (mixed >>> 15)) & (slots - 1);
}
