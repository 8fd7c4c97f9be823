import type { Pseudonyms } from '../intake/pseudonyms.ts';

/** Somebody about whom something may be held, as whoever asks names them. */
export type Subject =
	| Readonly<{ kind: 'customer' | 'contact' | 'agent'; identifier: string; pseudonym: string }>
	/** Where only the pseudonym is known. */
	| Readonly<{ kind: 'pseudonym'; pseudonym: string }>
	/** Somebody who may log in: by the id of their account, or the address. */
	| Readonly<{ kind: 'person'; idOrAddress: string }>;

/** A subject in the log: anybody but those who log in, who are not in it. */
export type LogSubject = Exclude<Subject, { kind: 'person' }>;

/** What was said names no subject. */
export class NoSubject extends Error {
	override readonly name = 'NoSubject';
}

const forms = 'customer:ID, contact:ID, agent:ID (the id as the source system knows it), pseudonym:X or person:ID';

/**
 * Reads who is meant.
 * @param text like `customer:+31201234567`
 * @throws NoSubject
 */
export function readSubject(text: string, pseudonyms: Pick<Pseudonyms, 'of'>): Subject {
	const colon = text.indexOf(':');
	const kind = text.slice(0, Math.max(0, colon));
	const identifier = text.slice(colon + 1);
	if (identifier === '' || identifier.length > 200) throw new NoSubject(`SUBJECT: must be ${forms}`);
	switch (kind) {
		case 'customer':
		case 'contact':
		case 'agent':
			return { kind, identifier, pseudonym: pseudonyms.of(kind, identifier) };
		case 'pseudonym':
			if (!/^[\w-]{22}$/.test(identifier)) throw new NoSubject('SUBJECT: a pseudonym has 22 letters, digits, - and _');
			return { kind, pseudonym: identifier };
		case 'person':
			return { kind, idOrAddress: identifier.toLowerCase().includes('@') ? identifier.toLowerCase() : identifier };
		default:
			throw new NoSubject(`SUBJECT: must be ${forms}`);
	}
}
