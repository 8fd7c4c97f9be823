import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sharedFormat } from '../../../../tests/support/shared-data.ts';
import {
	makeWebhookSecret,
	readSignature,
	readWebhookSecret,
	signatureOf,
	type SignatureHeaders,
	signedWith
} from './webhook-signature.ts';

const now = 1_763_800_000_000;
const secret = Buffer.alloc(32, 7);
const body = Buffer.from('{"specversion":"1.0"}');

function keyOf(text: string): Buffer {
	const key = readWebhookSecret(text);
	if (key === null) throw new Error(`${text} is no secret`);
	return key;
}

function signed(at = now, id = 'msg.1', key = secret): SignatureHeaders {
	const timestamp = String(at / 1000);
	return { id, timestamp, signature: `v1,${signatureOf(key, id, timestamp, body).toString('base64')}` };
}

/** Whether a request would be let in. */
function isGood(headers: SignatureHeaders, sent: Uint8Array = body, keys: readonly Buffer[] = [secret]): boolean {
	const claimed = readSignature(headers, now);
	return (
		typeof claimed !== 'string' &&
		signedWith(
			claimed,
			sent,
			keys.map((key) => ({ key }))
		) !== null
	);
}

test('is good for the very body, id, time and secret it was made with, and nothing else', () => {
	const headers = signed();
	expect(isGood(headers)).toBe(true);
	fc.assert(
		fc.property(fc.nat(body.length * 8 - 1), (bit) => {
			const changed = Buffer.from(body);
			changed.writeUInt8((changed[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
			expect(isGood(headers, changed)).toBe(false);
		})
	);
	expect(isGood(headers, Buffer.concat([body, Buffer.from(' ')]))).toBe(false);
	expect(isGood({ ...headers, id: 'msg.2' })).toBe(false);
	expect(isGood({ ...headers, timestamp: String(now / 1000 + 1) })).toBe(false);
	expect(isGood(headers, body, [Buffer.alloc(32, 8)])).toBe(false);
	expect(isGood(headers, body, [])).toBe(false);
	// Moving the border between id, time and body is another message.
	expect(isGood({ ...headers, id: 'msg' }, Buffer.from(`1.${body.toString()}`))).toBe(false);
});

test('is good for 5 minutes, both ways', () => {
	const minutes5 = 300_000;
	expect(isGood(signed(now - minutes5 + 1000))).toBe(true);
	expect(readSignature(signed(now - minutes5), now)).toBe('webhook-timestamp: 5 minutes old or more');
	expect(isGood(signed(now + minutes5))).toBe(true);
	expect(readSignature(signed(now + minutes5 + 1000), now)).toBe('webhook-timestamp: more than 5 minutes ahead');
});

test.each(['hello', '-1763800000', '1763800000.0', '1e9', ' 1763800000', '0x10', '17638000000000'])(
	'is refused with the time %j',
	(timestamp) => expect(readSignature({ ...signed(), timestamp }, now)).toMatch(/^webhook-timestamp: /)
);

test('names what is missing', () => {
	const headers = signed();
	for (const nothing of [null, '']) {
		expect(readSignature({ ...headers, id: nothing }, now)).toBe('webhook-id: missing');
		expect(readSignature({ ...headers, timestamp: nothing }, now)).toBe('webhook-timestamp: missing');
		expect(readSignature({ ...headers, signature: nothing }, now)).toBe('webhook-signature: missing');
	}
});

test('is found among others, and by either of two secrets', () => {
	const headers = signed();
	const other = signed(now, 'msg.1', Buffer.alloc(32, 9)).signature ?? '';
	const signature = `${other} v1a,hnO3 v2,x nonsense ${headers.signature}`;
	expect(isGood({ ...headers, signature })).toBe(true);
	expect(isGood({ ...headers, signature: other })).toBe(false);
	expect(isGood(headers, body, [Buffer.alloc(32, 8), secret])).toBe(true);
	const claimed = readSignature({ ...headers, signature }, now);
	const keys = [
		{ key: secret, name: 'old' },
		{ key: Buffer.alloc(32, 9), name: 'new' }
	];
	expect(typeof claimed !== 'string' && signedWith(claimed, body, keys)?.name).toBe('new');
});

test('is refused in any other spelling', () => {
	const headers = signed();
	const right = (headers.signature ?? '').slice('v1,'.length);
	const url = right.replaceAll('+', '-').replaceAll('/', '_');
	const spellings = [
		'v1,',
		`v2,${right}`,
		`v1a,${right}`,
		`V1,${right}`,
		`v1=${right}`,
		right,
		`v1,${right}A`,
		`v1,${right.slice(0, -1)}`
	];
	for (const signature of [...spellings, ...(url === right ? [] : [`v1,${url}`]), `v1,${'A'.repeat(5000)}=`])
		expect(isGood({ ...headers, signature }), signature).toBe(false);
});

test('has a secret of 24 to 64 bytes, with its prefix or without', () => {
	const text = makeWebhookSecret();
	expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
	expect(makeWebhookSecret()).not.toBe(text);
	expect(readWebhookSecret(text)).toEqual(readWebhookSecret(text.slice('whsec_'.length)));
	const ofLength = (bytes: number) => readWebhookSecret(`whsec_${Buffer.alloc(bytes, 1).toString('base64')}`);
	expect([23, 24, 64, 65].map((bytes) => ofLength(bytes)?.length ?? null)).toEqual([null, 24, 64, null]);
	for (const wrong of ['', 'whsec_', 'whsk_AAAA', `${text}\n`, 'whsec_*'])
		expect(readWebhookSecret(wrong), wrong).toBeNull();
});

const vectorsFile = sharedFormat('standard-webhooks/vectors.json');

describe.skipIf(vectorsFile === null)('the vectors of Standard Webhooks', () => {
	type Vectors = Readonly<{
		symmetric: Readonly<Record<string, string>>;
		must_reject: string[];
		must_accept: string[];
	}>;
	const { symmetric, must_reject, must_accept } =
		vectorsFile === null
			? { symmetric: {}, must_reject: [], must_accept: [] }
			: (JSON.parse(readFileSync(vectorsFile, 'utf8')) as Vectors); // the file's own form
	const text = symmetric['secret'] ?? '';
	const sent = Buffer.from(symmetric['body'] ?? '');
	const headers = {
		id: symmetric['webhook-id'] ?? null,
		timestamp: symmetric['webhook-timestamp'] ?? null,
		signature: symmetric['webhook-signature'] ?? null
	};
	const at = Number(headers.timestamp) * 1000;

	function takes(changed: Partial<SignatureHeaders>, atMs = at, secretText = text): boolean {
		const claimed = readSignature({ ...headers, ...changed }, atMs);
		return typeof claimed !== 'string' && signedWith(claimed, sent, [{ key: keyOf(secretText) }]) !== null;
	}

	const right = headers.signature ?? '';
	const rejected: Readonly<Record<string, () => boolean>> = {
		'missing webhook-id': () => takes({ id: null }),
		'missing webhook-timestamp': () => takes({ timestamp: null }),
		'missing webhook-signature': () => takes({ signature: null }),
		"webhook-timestamp 'hello'": () => takes({ timestamp: 'hello' }),
		'timestamp 5 minutes old': () => takes({}, at + 300_000),
		'timestamp 5 minutes 1 second ahead': () => takes({}, at - 301_000),
		'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=': () =>
			takes({ signature: 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=' }),
		'v1, (empty)': () => takes({ signature: 'v1,' }),
		'v2,<the right value>': () => takes({ signature: right.replace('v1,', 'v2,') })
	};
	const accepted: Readonly<Record<string, () => boolean>> = {
		'the right v1 among other wrong v1 and v2 entries, space separated': () =>
			takes({ signature: `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,${right.slice(3)} ${right} v2,x` }),
		'a secret without the whsec_ prefix': () => takes({}, at, text.replace('whsec_', ''))
	};

	test('sign as here', () => {
		const made = signatureOf(keyOf(text), headers.id ?? '', headers.timestamp ?? '', sent);
		expect(`v1,${made.toString('base64')}`).toBe(right);
		expect(takes({})).toBe(true);
	});

	test.each(must_reject)('refuse %s', (name) => expect(rejected[name]?.()).toBe(false));
	test.each(must_accept)('accept %s', (name) => expect(accepted[name]?.()).toBe(true));
});
