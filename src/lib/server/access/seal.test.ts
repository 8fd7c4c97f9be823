import { expect, test } from 'vitest';
import { CannotUnseal, Seal } from './seal.ts';

const one = Buffer.alloc(32, 1);
const other = Buffer.alloc(32, 2);

test('opens what it sealed, for what it was sealed', () => {
	const seal = new Seal(one);
	for (const text of ['', 'secret', 'é😀\u0000', 'x'.repeat(10_000)]) {
		const sealed = seal.seal(text, 'webhook');
		expect(seal.open(sealed, 'webhook')).toBe(text);
		expect(() => seal.open(sealed, 'comment')).toThrow(CannotUnseal);
		if (text !== '') expect(sealed).not.toContain(text);
	}
	expect(seal.seal('a', 'p')).not.toBe(seal.seal('a', 'p'));
});

test('opens nothing of which a single bit was changed, nor a part of it', () => {
	const seal = new Seal(one);
	const sealed = seal.seal('secret', 'p');
	const [version, name, body = ''] = sealed.split('.');
	const bytes = Buffer.from(body, 'base64url');
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const changed = Buffer.from(bytes);
		changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(() => seal.open([version, name, changed.toString('base64url')].join('.'), 'p')).toThrow(CannotUnseal);
	}
	for (let length = 0; length < bytes.length; length++) {
		const cut = bytes.subarray(0, length).toString('base64url');
		expect(() => seal.open([version, name, cut].join('.'), 'p')).toThrow(CannotUnseal);
	}
	for (const text of ['', 'secret', `s2.${name}.${body}`, `${sealed}.x`, `s1.${body}`, 's1..', `.${sealed}`])
		expect(() => seal.open(text, 'p'), text).toThrow(CannotUnseal);
});

test('opens what an earlier key sealed and says that it is not current; a later key opens nothing here', () => {
	const before = new Seal(one);
	const after = new Seal(other, [one]);
	const sealed = before.seal('secret', 'p');
	expect(after.open(sealed, 'p')).toBe('secret');
	expect([before.isCurrent(sealed), after.isCurrent(sealed)]).toEqual([true, false]);
	expect(after.isCurrent(after.seal('secret', 'p'))).toBe(true);
	expect(() => before.open(after.seal('secret', 'p'), 'p')).toThrow(/which is not given/);
	expect(sealed).not.toContain(one.toString('base64url').slice(0, 8));
});

test.each([0, 16, 31, 33])('a key of %s bytes is none', (length) => {
	expect(() => new Seal(Buffer.alloc(length))).toThrow(RangeError);
	expect(() => new Seal(one, [Buffer.alloc(length)])).toThrow(RangeError);
});
