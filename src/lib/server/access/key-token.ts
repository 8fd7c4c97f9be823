import { hash, randomBytes, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 8;
/** 43 digits of base 62 hold 256 bits. */
const secretLength = 43;
const checksumLength = 6;
const pattern = /^brk_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

/** A key as its holder has it: `brk_<id>_<secret>_<checksum>`. */
export type KeyToken = Readonly<{ id: string; secretHash: Buffer }>;

/** Makes a new key. Its text is never kept: whoever needs it writes it down now. */
export function makeKeyToken(): KeyToken & Readonly<{ text: string }> {
	const id = Array.from({ length: idLength }, () => digits[randomInt(digits.length)]).join('');
	const secret = inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength);
	const start = `brk_${id}_${secret}`;
	return { id, secretHash: hashSecret(secret), text: `${start}_${checksum(start)}` };
}

/**
 * Reads a key. The prefix and the checksum let a typing error, and a scanner for leaked keys, be told without a look
 * at any store.
 * @returns null when the text is no key of ours
 */
export function readKeyToken(text: string): KeyToken | null {
	const [, id, secret, sum] = pattern.exec(text) ?? [];
	if (id === undefined || secret === undefined) return null;
	return checksum(`brk_${id}_${secret}`) === sum ? { id, secretHash: hashSecret(secret) } : null;
}

/** A plain hash is enough: 256 random bits cannot be guessed, however fast the hash is. */
function hashSecret(secret: string): Buffer {
	return hash('sha256', secret, 'buffer');
}

function checksum(text: string): string {
	return inBase62(BigInt(crc32(text)), checksumLength);
}

function inBase62(value: bigint, length: number): string {
	let text = '';
	for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
	return text;
}
