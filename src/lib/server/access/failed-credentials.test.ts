import { expect, test } from 'vitest';
import { FailedCredentials } from './failed-credentials.ts';

function failedAt() {
	let now = 1_000_000;
	const failed = new FailedCredentials(() => now);
	const statuses = (address: string | null, times: number): number[] =>
		Array.from({ length: times }, () => failed.answer(address, new Response(null, { status: 401 })).status);
	return { failed, statuses, at: (ms: number) => (now = 1_000_000 + ms) };
}

test('60 a minute from one address are told what is wrong, the others to wait until the first is a minute old', () => {
	const { failed, statuses, at } = failedAt();
	expect(statuses('203.0.113.9', 61)).toEqual([...new Array<number>(60).fill(401), 429]);
	at(59_001);
	const waiting = failed.answer('203.0.113.9', new Response(null, { status: 401 }));
	expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '1']);
	at(60_000);
	expect(statuses('203.0.113.9', 1)).toEqual([401]);
});

test('another address is not told to wait, unless it is of the same network of IPv6', () => {
	const { statuses } = failedAt();
	statuses('203.0.113.9', 61);
	expect(statuses('203.0.113.10', 1)).toEqual([401]);
	statuses('2001:db8:1:2::1', 60);
	expect(statuses('2001:db8:1:2:ffff::2', 1)).toEqual([429]);
	expect(statuses('2001:db8:1:3::1', 1)).toEqual([401]);
});

test('this machine is not counted, and addresses that are not known have more room together', () => {
	const { failed, statuses } = failedAt();
	expect(new Set([...statuses('127.0.0.1', 100), ...statuses('::1', 100)])).toEqual(new Set([401]));
	expect(failed.size).toBe(0);
	expect(new Set(statuses(null, 600))).toEqual(new Set([401]));
	expect(statuses(null, 1)).toEqual([429]);
	expect(statuses('203.0.113.9', 1)).toEqual([401]);
});

test('what is remembered has a bound', () => {
	const { failed, statuses } = failedAt();
	for (let nth = 0; nth < 10_500; nth++) statuses(`10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`, 1);
	expect(failed.size).toBe(10_000);
});
