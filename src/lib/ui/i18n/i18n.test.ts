import { expect, test } from 'vitest';
import { en, enOfYesterday } from './en.ts';
import { chooseLanguage, localeOf } from './language.ts';
import { nl, nlOfYesterday } from './nl.ts';
import { wordingOf, wordingOfDay } from './wording.ts';

test('both languages say everything, and nothing is left empty', () => {
	expect(Object.keys(en)).toEqual(Object.keys(nl));
	for (const [key, said] of [...Object.entries(nl), ...Object.entries(en)]) {
		const text = typeof said === 'function' ? String(Reflect.apply(said, null, ['1', '2'])) : said;
		expect(text.trim(), key).not.toBe('');
		expect(text, key).not.toMatch(/undefined|null|NaN/);
	}
});

test('what takes arguments shows each of them, in both languages', () => {
	for (const [key, said] of [...Object.entries(nl), ...Object.entries(en)]) {
		if (typeof said !== 'function' || said.length === 0 || key === 'someBeyondNorm') continue;
		const given = ['«1»', '«2»'].slice(0, said.length);
		const text = String(Reflect.apply(said, null, given));
		for (const part of given) expect(text, key).toContain(part);
	}
	expect(nl.someBeyondNorm('3', false)).toContain('3');
	expect(en.someBeyondNorm('3', false)).toContain('3');
});

test('what says today says yesterday of a day that is over, and nothing else changes', () => {
	for (const [language, all, over, words] of [
		['nl', nl, nlOfYesterday, /vandaag/],
		['en', en, enOfYesterday, /today/]
	] as const) {
		const ofToday = Object.entries(all).filter(([, said]) => words.test(said.toString()));
		expect(Object.keys(over).sort()).toEqual(ofToday.map(([key]) => key).sort());
		for (const said of Object.values(over))
			expect(said.toString()).toMatch(language === 'nl' ? /gisteren/ : /yesterday/);
		const wording = wordingOf(language);
		expect(wordingOfDay(wording, true)).toBe(wording);
		expect(wordingOfDay(wording, false).text.todayUntil('23:57')).toBe(over.todayUntil('23:57'));
		expect(wordingOfDay(wording, false).text.waiting).toBe(all.waiting);
	}
});

test('one is one: what is counted is in the singular', () => {
	expect([nl.spokenWaiting('1'), nl.spokenWaiting('0')]).toEqual(['1 wachtende', '0 wachtenden']);
	expect(nl.waitingAgainstNorm('1', '0')).toBe('1 wachtende, norm 0');
	expect([nl.lastDays('1'), nl.lastDays('7'), en.lastDays('1')]).toEqual(['1 dag', '7 dagen', '1 day']);
});

test('the address decides the language, then the reader, then Dutch', () => {
	expect(chooseLanguage('en', ['nl-NL'])).toBe('en');
	expect(chooseLanguage('EN-us', [])).toBe('en');
	expect(chooseLanguage('fr', ['de-DE', 'en-US', 'nl'])).toBe('en');
	expect(chooseLanguage(null, ['nl-BE', 'en'])).toBe('nl');
	expect(chooseLanguage(null, ['fr'])).toBe('nl');
	expect(localeOf('en')).toBe('en-GB');
});
