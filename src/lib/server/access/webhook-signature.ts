import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a sender that signs says in headers, as sent; null where it does not. */
export type SignatureHeaders = Readonly<{ id: string | null; timestamp: string | null; signature: string | null }>;

/** What can be read of such headers before the body is. */
export type ClaimedSignature = Readonly<{
	id: string;
	/** UTC epoch seconds, as text: it is part of what is signed. */
	timestamp: string;
	/** Those of the kind that is known here. */
	signatures: readonly Buffer[];
}>;

/** A request may be so old, or so far ahead of the clock here. */
const toleranceMs = 5 * 60_000;
const prefix = 'whsec_';
const shortestSecret = 24;
const longestSecret = 64;
const digestBytes = 32;
/** More than anybody needs for a rotation. */
const maxSignatures = 16;

/** Makes a new secret of 32 bytes, in the text form of Standard Webhooks. */
export function makeWebhookSecret(): string {
	return `${prefix}${randomBytes(32).toString('base64')}`;
}

/**
 * The bytes of a secret.
 * @param text base64, with `whsec_` before it or not
 * @returns null when it is no base64, or not of 24 to 64 bytes
 */
export function readWebhookSecret(text: string): Buffer | null {
	const encoded = text.startsWith(prefix) ? text.slice(prefix.length) : text;
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return null;
	const secret = Buffer.from(encoded, 'base64');
	return secret.length >= shortestSecret && secret.length <= longestSecret ? secret : null;
}

/**
 * Looks at the headers alone: whether they are all there, and the request neither old nor from the future.
 * @param now UTC epoch ms
 * @returns what is still to be checked against the body, or what is wrong, in words for the sender
 */
export function readSignature({ id, timestamp, signature }: SignatureHeaders, now: number): ClaimedSignature | string {
	if (id === null || id === '') return 'webhook-id: missing';
	if (timestamp === null || timestamp === '') return 'webhook-timestamp: missing';
	if (signature === null || signature === '') return 'webhook-signature: missing';
	if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp: must be whole seconds since 1970';
	const ageMs = now - Number(timestamp) * 1000;
	if (ageMs >= toleranceMs) return 'webhook-timestamp: 5 minutes old or more';
	if (ageMs < -toleranceMs) return 'webhook-timestamp: more than 5 minutes ahead';
	const signatures = signature.split(' ').flatMap((part) => {
		if (!/^v1,[A-Za-z0-9+/]{43}=$/.test(part)) return [];
		const bytes = Buffer.from(part.slice('v1,'.length), 'base64');
		return bytes.length === digestBytes ? [bytes] : [];
	});
	if (signatures.length === 0) return 'webhook-signature: no signature v1,… of 32 bytes in base64';
	return { id, timestamp, signatures: signatures.slice(0, maxSignatures) };
}

/**
 * Which of some secrets a body was signed with. Every secret is held against every signature, in constant time.
 * @param body the very bytes that came: before they were inflated or read in any way
 * @returns null when it was none of them
 */
export function signedWith<Secret extends Readonly<{ key: Buffer }>>(
	{ id, timestamp, signatures }: ClaimedSignature,
	body: Uint8Array,
	secrets: readonly Secret[]
): Secret | null {
	let found: Secret | null = null;
	for (const secret of secrets) {
		const right = signatureOf(secret.key, id, timestamp, body);
		for (const signature of signatures) if (timingSafeEqual(signature, right)) found = secret;
	}
	return found;
}

/** HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks signs. */
export function signatureOf(key: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer {
	return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
