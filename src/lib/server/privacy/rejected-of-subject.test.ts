import { expect, test } from 'vitest';
import { Pseudonyms } from '../intake/pseudonyms.ts';
import { isAbout } from './rejected-of-subject.ts';

const pseudonyms = new Pseudonyms(Buffer.alloc(32, 1));
const about = (text: string, texts: readonly string[], names: readonly string[] = []): boolean =>
	isAbout(text, { texts, names: new Set(names) }, pseudonyms);

test('finds an identifier as a word of its own, in any case and however JSON writes it', () => {
	expect(about('1700|call-1|sales|NONE|ENTERQUEUE||+31201|1', ['+31201'])).toBe(true);
	expect(about('{"customer":"JOS\\u00c9@example.org"}', ['josé@example.org'])).toBe(true);
	expect(about('{"contact":"a\\/b"}', ['a/b'])).toBe(true);
});

test('leaves alone what only begins or ends like it', () => {
	expect(about('call-12 call-212', ['12'])).toBe(true);
	expect(about('call-212 x123', ['12'])).toBe(false);
	expect(about('customers', ['customer'])).toBe(false);
});

test('finds a record by the raw id of any pseudonym of the subject, of whichever kind', () => {
	const names = [pseudonyms.of('contact', 'call-9'), pseudonyms.of('agent', 'SIP/7')];
	expect(about('{"contact":"call-9"}', [], names)).toBe(true);
	expect(about('1700|x|sales|SIP/7|CONNECT', [], names)).toBe(true);
	expect(about('{"contact":"call-8"}', [], names)).toBe(false);
	expect(about(`{"contact":"${names[0]}"}`, [], names)).toBe(true);
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
	['percent-encoded', 'caller=%2B31201&q=sales'],
	['percent-encoded inside JSON', '{"url":"https://x/?c=%2b31201"}'],
	['with JSON’s escapes', '{"customer":"\\u002b31201"}'],
	['with the escapes of a text in a text', JSON.stringify({ data: '{"customer":"\\u002b31201"}' })],
	['in base64', JSON.stringify({ data_base64: base64('{"customer":"+31201"}') })],
	['in base64 that was cut off', `{"data_base64":"${base64('{"customer":"+31201","name":"é and more"}').slice(0, -7)}`],
	[
		'in base64 for addresses',
		JSON.stringify({ data: Buffer.from('>>>{"customer":"+31201"}???').toString('base64url') })
	],
	['in base64 with escaped slashes', JSON.stringify({ d: base64('?????>{"c":"+31201"}') }).replaceAll('/', '\\/')],
	['in base64 of a text with escapes', JSON.stringify({ data_base64: base64('{"c":"\\u002B31201"}') })],
	['in base64, percent-encoded', encodeURIComponent(base64('{"c":"+31201"}'))]
])('finds an identifier %s, and so by a pseudonym', (_what, text) => {
	expect(about(text, ['+31201'])).toBe(true);
	expect(about(text, [], [pseudonyms.of('customer', '+31201')])).toBe(true);
	expect(about(text, ['+31202'], [pseudonyms.of('customer', '+31202')])).toBe(false);
});

test('finds an accented identifier however it is written', () => {
	for (const text of ['JOS%C3%89@example.org', '{"c":"jose\\u0301@example.org"}', base64('to josé@example.org')])
		expect([text, about(text, ['josé@example.org'])]).toEqual([text, true]);
});

test('finds by a pseudonym an identifier with blanks and brackets in it, in JSON and in a line of a file', () => {
	const names = [pseudonyms.of('contact', 'call (7), x')];
	expect(about('{"contact":"call (7), x","id":"1"}', [], names)).toBe(true);
	expect(about('2026-01-01;call (7) b;sales', [], [pseudonyms.of('contact', 'call (7) b')])).toBe(true);
	expect(about('{"contact":"call (8), x","id":"1"}', [], names)).toBe(false);
});

test('reads a text made to be read in many ways within bounds', () => {
	let text = 'x'.repeat(30);
	for (let nth = 0; nth < 12; nth++) text = `${encodeURIComponent(text)} ${base64(text)}`.slice(0, 32_768);
	const began = performance.now();
	about(text, ['nobody'], [pseudonyms.of('contact', 'nobody')]);
	about('%25'.repeat(10_000), ['nobody']);
	about('"\\'.repeat(10_000), ['nobody'], [pseudonyms.of('contact', 'nobody')]);
	expect(performance.now() - began).toBeLessThan(2_000);
});
