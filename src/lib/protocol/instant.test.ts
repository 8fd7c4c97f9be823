import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInstant } from './instant.ts';

test.each([
	['2026-11-22T10:42:00Z', Date.UTC(2026, 10, 22, 10, 42)],
	['2026-11-22T10:42:00.123+01:00', Date.UTC(2026, 10, 22, 9, 42, 0, 123)],
	['2026-11-22t10:42:00z', Date.UTC(2026, 10, 22, 10, 42)],
	['2026-11-22T10:42:00-00:00', Date.UTC(2026, 10, 22, 10, 42)],
	['2026-01-01T00:15:00+05:45', Date.UTC(2025, 11, 31, 18, 30)],
	['2024-02-29T23:59:59.9Z', Date.UTC(2024, 1, 29, 23, 59, 59, 900)],
	['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
	['1969-12-31T23:59:59.999Z', -1],
	['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
	['2017-01-01T00:59:60+01:00', Date.UTC(2017, 0, 1)],
	['0000-01-01T00:00:00Z', Date.parse('0000-01-01T00:00:00Z')],
	['9999-12-31T23:59:59Z', Date.parse('9999-12-31T23:59:59Z')]
])('reads %s', (text, at) => {
	expect(parseInstant(text)).toBe(at);
});

test('cuts off what is finer than a millisecond, however long it is', () => {
	expect(parseInstant('1970-01-01T00:00:00.0019999Z')).toBe(1);
	expect(parseInstant(`1970-01-01T00:00:00.001${'9'.repeat(5000)}Z`)).toBe(1);
});

test.each([
	'2026-11-22T10:42:00',
	'2026-11-22T10:42Z',
	'2026-11-22',
	'2026-11-22 10:42:00Z',
	'2026-11-22T24:00:00Z',
	'2026-11-22T10:60:00Z',
	'2026-11-22T10:42:60Z',
	'2026-11-22T10:42:61Z',
	'2026-02-29T00:00:00Z',
	'1900-02-29T00:00:00Z',
	'2026-04-31T00:00:00Z',
	'2026-13-01T00:00:00Z',
	'2026-00-10T00:00:00Z',
	'2026-01-00T00:00:00Z',
	'2026-11-22T10:42:00.Z',
	'2026-11-22T10:42:00,5Z',
	'2026-11-22T10:42:00+0100',
	'2026-11-22T10:42:00+01',
	'2026-11-22T10:42:00+24:00',
	'2026-11-22T10:42:00+01:60',
	'2026-11-22T10:42:00Zulu',
	'2026-11-22T10:42:00Z ',
	' 2026-11-22T10:42:00Z',
	'+002026-11-22T10:42:00Z',
	'2026-1-22T10:42:00Z',
	'٢٠٢٦-11-22T10:42:00Z',
	'20 6-11-22T10:42:00Z',
	'-001-11-22T10:42:00Z',
	'1763800000',
	'now',
	''
])('refuses %j', (text) => {
	expect(parseInstant(text)).toBeNull();
});

test('agrees with the platform on every instant of four-digit years', () => {
	const first = Date.parse('0000-01-01T00:00:00Z');
	const last = Date.parse('9999-12-31T23:59:59.999Z');
	fc.assert(
		fc.property(fc.integer({ min: first, max: last }), (at) => {
			expect(parseInstant(new Date(at).toISOString())).toBe(at);
		}),
		{ numRuns: 2000 }
	);
});

test('takes no text that the platform cannot read', () => {
	const part = fc.constantFrom(
		'2026',
		'-',
		'02',
		'30',
		'29',
		'T',
		'23',
		':',
		'59',
		'60',
		'.',
		'5',
		'Z',
		'+',
		'24',
		'01'
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
			const text = parts.join('');
			const at = parseInstant(text);
			if (at !== null && !text.includes(':60')) expect(Date.parse(text)).toBe(at);
		}),
		{ numRuns: 2000 }
	);
});
