import { expect, test } from 'vitest';
import { hashCost, isPasswordsBusy, type PasswordHasher, Passwords } from './passwords.ts';

const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** A hasher whose work the test lets end. */
function slowHasher(): {
	hasher: () => Promise<PasswordHasher>;
	running: () => number;
	most: () => number;
	end: () => void;
} {
	let running = 0;
	let most = 0;
	const ends: (() => void)[] = [];
	const work = async <Result>(result: Result): Promise<Result> => {
		most = Math.max(most, ++running);
		await new Promise<void>((resolve) => ends.push(resolve));
		running--;
		return result;
	};
	const hasher: PasswordHasher = { hash: () => work('hash'), verify: () => work(true) };
	return { hasher: async () => hasher, running: () => running, most: () => most, end: () => ends.shift()?.() };
}

test('knows a password by its hash, however its letters were typed', async () => {
	const passwords = new Passwords(cheap);
	const hashed = await passwords.hash('caf\u00e9 met vier stoelen');
	expect(hashed).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
	expect(await passwords.verify(hashed, 'cafe\u0301 met vier stoelen')).toBe(true);
	expect(await passwords.verify(hashed, 'cafe met vier stoelen')).toBe(false);
	expect(await passwords.hash('caf\u00e9 met vier stoelen')).not.toBe(hashed);
});

test('hashes with 64 MiB in three passes, at least', () => {
	expect(hashCost.memoryCost).toBeGreaterThanOrEqual(64 * 1024);
	expect(hashCost.timeCost).toBeGreaterThanOrEqual(3);
});

test('does the same work for nobody: a hash that can be checked, at the cost of today, and that nothing opens', async () => {
	const checked: string[] = [];
	const hasher: PasswordHasher = {
		hash: async () => '',
		verify: async (hashed) => {
			checked.push(hashed);
			return true;
		}
	};
	expect(await new Passwords(hashCost, async () => hasher).verify(null, 'anything at all')).toBe(false);
	expect(checked).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/)]);
	// The real one takes it for a hash, too: it would throw at once for a text that is none.
	expect(await new Passwords(cheap).verify(null, 'anything at all')).toBe(false);
});

test('tells which hashes are worth making anew', async () => {
	const passwords = new Passwords({ memoryCost: 128, timeCost: 2, parallelism: 1 });
	expect(passwords.isOutdated(await passwords.hash('purple tulips in rain'))).toBe(false);
	expect(passwords.isOutdated('$argon2id$v=19$m=64,t=2,p=1$c2FsdA$aGFzaA')).toBe(true);
	expect(passwords.isOutdated('$argon2id$v=19$m=128,t=1,p=1$c2FsdA$aGFzaA')).toBe(true);
	expect(passwords.isOutdated('$argon2id$v=19$m=256,t=3,p=1$c2FsdA$aGFzaA')).toBe(false);
	expect(passwords.isOutdated('$2b$10$something')).toBe(true);
});

test('makes two at once, lets twenty wait, and refuses the next one', async () => {
	const { hasher, running, most, end } = slowHasher();
	const passwords = new Passwords(cheap, hasher);
	const asked = Array.from({ length: 22 }, () => passwords.verify('hash', 'x'));
	const refusal = await passwords.hash('x').catch((error: unknown) => error);
	expect(isPasswordsBusy(refusal)).toBe(true);
	await settle();
	expect(running()).toBe(2);
	for (let nth = 0; nth < 22; nth++) {
		end();
		await settle();
	}
	expect(await Promise.all(asked)).toEqual(new Array(22).fill(true));
	expect(most()).toBe(2);
	const after = passwords.hash('x');
	await settle();
	end();
	expect(await after).toBe('hash');
});

test('goes on after one that failed', async () => {
	let fails = true;
	const hasher: PasswordHasher = {
		hash: async () => {
			if (fails) throw new Error('no memory');
			return 'hash';
		},
		verify: async () => false
	};
	const passwords = new Passwords(cheap, async () => hasher);
	for (let nth = 0; nth < 5; nth++) await expect(passwords.hash('x')).rejects.toThrow('no memory');
	fails = false;
	expect(await passwords.hash('x')).toBe('hash');
});

function settle(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
