import { expect, test } from 'vitest';
import { LoginThrottle } from './login-throttle.ts';

const minute = 60_000;

function throttleAt(): { throttle: LoginThrottle; at: (ms: number) => void } {
	let now = 1_000_000;
	return { throttle: new LoginThrottle(() => now), at: (ms) => (now = 1_000_000 + ms) };
}

/** Attempts that fail; how many were looked at. */
function fail(throttle: LoginThrottle, account: string, address: string | null, times: number): number {
	let looked = 0;
	for (let nth = 0; nth < times; nth++) if (typeof throttle.begin(account, address) !== 'number') looked++;
	return looked;
}

test('lets an account be tried five times from an address, then makes it wait', () => {
	const { throttle, at } = throttleAt();
	expect(fail(throttle, 'ann@x', '10.0.0.1', 7)).toBe(5);
	expect(throttle.begin('ann@x', '10.0.0.1')).toBe(15 * minute);
	at(10 * minute);
	expect(throttle.begin('ann@x', '10.0.0.1')).toBe(5 * minute);
});

test('says which attempt is the last one for a while', () => {
	const { throttle } = throttleAt();
	const isLast = [1, 2, 3, 4, 5].map(() => {
		const attempt = throttle.begin('ann@x', '10.0.0.1');
		return typeof attempt !== 'number' && attempt.isLast;
	});
	expect(isLast).toEqual([false, false, false, false, true]);
});

test('lets the owner in from another address meanwhile, and another account in from the same one', () => {
	const { throttle } = throttleAt();
	fail(throttle, 'ann@x', '10.0.0.1', 5);
	expect(throttle.begin('ann@x', '10.0.0.2')).not.toBeTypeOf('number');
	expect(throttle.begin('bob@x', '10.0.0.1')).not.toBeTypeOf('number');
});

test('has a window that slides: one is free again when the first is 15 minutes old', () => {
	const { throttle, at } = throttleAt();
	for (let nth = 0; nth < 5; nth++) {
		at(nth * minute);
		throttle.begin('ann@x', '10.0.0.1');
	}
	at(15 * minute - 1);
	expect(throttle.begin('ann@x', '10.0.0.1')).toBe(1);
	at(15 * minute);
	expect(fail(throttle, 'ann@x', '10.0.0.1', 3)).toBe(1);
	at(16 * minute);
	expect(fail(throttle, 'ann@x', '10.0.0.1', 3)).toBe(1);
});

test('counts what is attempted but not waited for: many at once are no more than five', () => {
	const { throttle } = throttleAt();
	const begun = Array.from({ length: 50 }, () => throttle.begin('ann@x', '10.0.0.1'));
	expect(begun.filter((attempt) => typeof attempt !== 'number')).toHaveLength(5);
});

test('forgets failures when somebody was let in, for that account there alone', () => {
	const { throttle } = throttleAt();
	fail(throttle, 'ann@x', '10.0.0.1', 4);
	fail(throttle, 'bob@x', '10.0.0.1', 4);
	const attempt = throttle.begin('ann@x', '10.0.0.1');
	if (typeof attempt === 'number') throw new Error('it has to wait');
	attempt.succeeded();
	expect(fail(throttle, 'ann@x', '10.0.0.1', 9)).toBe(5);
	expect(fail(throttle, 'bob@x', '10.0.0.1', 9)).toBe(1);
});

test('does not count an attempt that was not looked at', () => {
	const { throttle } = throttleAt();
	for (let nth = 0; nth < 20; nth++) {
		const attempt = throttle.begin('ann@x', '10.0.0.1');
		if (typeof attempt === 'number') throw new Error('it has to wait');
		attempt.withdrawn();
	}
	expect(throttle.size).toBe(0);
});

test('lets an address try a hundred times an hour, whatever the accounts', () => {
	const { throttle, at } = throttleAt();
	let looked = 0;
	for (let nth = 0; nth < 150; nth++) looked += fail(throttle, `person-${nth}@x`, '10.0.0.1', 1);
	expect(looked).toBe(100);
	expect(throttle.begin('new@x', '10.0.0.1')).toBe(60 * minute);
	expect(throttle.begin('new@x', '10.0.0.2')).not.toBeTypeOf('number');
	at(60 * minute);
	expect(throttle.begin('new@x', '10.0.0.1')).not.toBeTypeOf('number');
});

test.each(['127.0.0.1', '::1'])('has no limit for %s but that of each account', (address) => {
	const { throttle } = throttleAt();
	let looked = 0;
	for (let nth = 0; nth < 150; nth++) looked += fail(throttle, `person-${nth}@x`, address, 1);
	expect(looked).toBe(150);
	expect(fail(throttle, 'ann@x', address, 9)).toBe(5);
});

test('takes all addresses of one network of IPv6 for one', () => {
	const { throttle } = throttleAt();
	expect(fail(throttle, 'ann@x', '2001:db8:1:2::1', 3)).toBe(3);
	expect(fail(throttle, 'ann@x', '2001:0db8:0001:0002:ffff::9', 9)).toBe(2);
	expect(fail(throttle, 'ann@x', '2001:db8:1:3::1', 9)).toBe(5);
	expect(fail(throttle, 'ann@x', null, 9)).toBe(5);
});

test('remembers no more than it may, and forgets those first that failed longest ago', () => {
	const throttle = new LoginThrottle(() => 0, 100);
	fail(throttle, 'ann@x', '127.0.0.1', 5);
	for (let nth = 0; nth < 99; nth++) throttle.begin(`person-${nth}@x`, '127.0.0.1');
	expect(throttle.begin('ann@x', '127.0.0.1')).toBeTypeOf('number');
	for (let nth = 0; nth < 5_000; nth++) throttle.begin(`other-${nth}@x`, `10.0.${nth >> 8}.${nth & 255}`);
	expect(throttle.size).toBe(200);
	expect(throttle.begin('ann@x', '127.0.0.1')).not.toBeTypeOf('number');
});

test('whose address is not known is no address: nobody who guesses there keeps the others out, and guessing stays bounded', () => {
	const { throttle, at } = throttleAt();
	let looked = 0;
	for (let nth = 0; nth < 1_000; nth++) looked += fail(throttle, `person-${nth}@x`, null, 1);
	expect(looked).toBe(1_000);
	// Beyond that, one try for an account: who knows the password is in with the first.
	const attempt = throttle.begin('ann@x', null);
	if (typeof attempt === 'number') throw new Error('it has to wait');
	attempt.succeeded();
	expect(fail(throttle, 'ann@x', null, 9)).toBe(1);
	expect(throttle.begin('ann@x', null)).toBe(15 * minute);
	expect(throttle.begin('ann@x', '10.0.0.1')).not.toBeTypeOf('number');
	at(61 * minute);
	expect(fail(throttle, 'bob@x', null, 9)).toBe(5);
});

test('remembers a bounded number of those whose address is not known', () => {
	const throttle = new LoginThrottle(() => 0, 100);
	for (let nth = 0; nth < 5_000; nth++) throttle.begin(`person-${nth}@x`, null);
	expect(throttle.size).toBe(101);
});
