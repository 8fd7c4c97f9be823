import { hash, randomBytes } from 'node:crypto';

/** A secret that its holder alone has. 256 bits: a plain hash of it is safe to keep. */
export type SecretToken = Readonly<{ text: string; hash: Buffer }>;

/** Makes a new one. Its text is given away once and never kept. */
export function makeSecretToken(): SecretToken {
	const text = randomBytes(32).toString('base64url');
	return { text, hash: hashToken(text) };
}

/** What is kept of a token; of any text, so that looking one up takes as long for a wrong one. */
export function hashToken(text: string): Buffer {
	return hash('sha256', text, 'buffer');
}

/** A name for a list, which opens nothing: a letter of what it names, and 72 bits. */
export function makeReference(prefix: string): string {
	return `${prefix}_${randomBytes(9).toString('base64url')}`;
}
