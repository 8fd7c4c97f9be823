import { checked } from './message-list.ts';

/** A key or a webhook secret, without what could be used. Instants are UTC ms. */
export type ListedCredential = Readonly<{
	id: string;
	source: string;
	scopes?: readonly string[];
	createdAt: number;
	expiresAt: number;
	revokedAt: number | null;
	lastUsedAt: number | null;
}>;

/** Reads `GET /api/keys`. */
export function readKeys(json: unknown): readonly ListedCredential[] {
	return checked<{ keys: readonly ListedCredential[] }>(json, 'keys').keys;
}

/** Reads `GET /api/webhook-secrets`. */
export function readSecrets(json: unknown): readonly ListedCredential[] {
	return checked<{ secrets: readonly ListedCredential[] }>(json, 'secrets').secrets;
}

/** The text of what was just made. */
export function readMadeText(json: unknown): string {
	const text: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'text') : null;
	if (typeof text !== 'string') throw new Error('text: is missing');
	return text;
}
