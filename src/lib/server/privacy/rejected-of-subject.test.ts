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
