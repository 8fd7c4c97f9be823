import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromPostgresText, toPostgresText } from './postgres-text.ts';

const anyName = fc.string({
	unit: fc.oneof(
		fc.constantFrom('\0', '\ufdd0', '\ud83e', '\udd94', '🦔', '0', 'd', 'f', '\\'),
		fc.nat(0xffff).map((code) => String.fromCharCode(code))
	)
});

test('every name comes back, and what is kept can be', () => {
	fc.assert(
		fc.property(anyName, (name) => {
			const kept = toPostgresText(name);
			expect(fromPostgresText(kept)).toBe(name);
			expect(kept.isWellFormed()).toBe(true);
			expect(kept).not.toContain('\0');
		})
	);
});

test('names that differ are kept as different ones', () => {
	const names = ['a\0', 'a', 'a\ufdd0', 'a\ufdd00000', 'a\ud83e', 'a\udd94', 'a🦔', 'a\ufffd'];
	expect(new Set(names.map(toPostgresText)).size).toBe(names.length);
});

test('a name as everybody has is kept as it is', () => {
	expect(toPostgresText('pbx-1 🦔 é')).toBe('pbx-1 🦔 é');
});
