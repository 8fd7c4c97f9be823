import type { PairingOffer, PairingRequest, PairingState } from '#lib/protocol/display-settings.ts';

/** Reads `POST /api/pairing`; throws where it is something else. */
export function readOffer(json: unknown): PairingOffer {
	const { userCode, words, expiresAt, now, pollSeconds } = objectOf(json);
	if (!isCode(userCode)) throw new Error('userCode: must be XXXX-XXXX');
	return {
		userCode,
		words: wordsOf(words),
		expiresAt: instantOf(expiresAt, 'expiresAt'),
		now: instantOf(now, 'now'),
		pollSeconds: instantOf(pollSeconds, 'pollSeconds')
	};
}

/** Reads `GET /api/pairing`; throws where it is something else, or leads to another place than a board. */
export function readPairingState(json: unknown): PairingState {
	const { state, board } = objectOf(json);
	if (state === 'waiting' || state === 'expired') return { state };
	if (state === 'paired' && typeof board === 'string' && /^\/board\/[^/\\]+$/.test(board)) return { state, board };
	throw new Error('state: must be waiting, paired with a board, or expired');
}

/** Reads `GET /api/pairing/[code]`; throws where it is something else. */
export function readPairingRequest(json: unknown): PairingRequest {
	const { code, words, address, userAgent, createdAt, expiresAt, now } = objectOf(json);
	if (!isCode(code)) throw new Error('code: must be XXXX-XXXX');
	return {
		code,
		words: wordsOf(words),
		address: textOf(address),
		userAgent: textOf(userAgent),
		createdAt: instantOf(createdAt, 'createdAt'),
		expiresAt: instantOf(expiresAt, 'expiresAt'),
		now: instantOf(now, 'now')
	};
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
	if (typeof json !== 'object' || json === null) throw new Error('answer: must be an object');
	return json as Readonly<Record<string, unknown>>; // an object's values, each looked at before it is used
}

function isCode(value: unknown): value is string {
	return typeof value === 'string' && /^[A-Z]{4}-[A-Z]{4}$/.test(value);
}

function wordsOf(value: unknown): readonly [string, string] {
	const [first, second]: readonly unknown[] = Array.isArray(value) ? value : [];
	if (typeof first !== 'string' || typeof second !== 'string') throw new Error('words: must be two');
	return [first, second];
}

function instantOf(value: unknown, name: string): number {
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${name}: must be a number`);
	return value;
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}
