import { expect, test } from 'vitest';
import { accessTextOf } from './access-text.ts';
import { deskTextOf } from './desk-text.ts';
import { displaysTextOf } from './displays-text.ts';
import type { Language } from './language.ts';
import { privacyTextOf } from './privacy-text.ts';
import { settingsTextOf } from './settings-text.ts';
import { startTextOf } from './start-text.ts';
import { todayTextOf } from './today-text.ts';
import { trendTextOf } from './trends-text.ts';
import { troubleTextOf } from './trouble-text.ts';
import { wordingOf } from './wording.ts';

/** Every text that a page can say in a language, with what a function makes of markers. */
function texts(language: Language): string[] {
	const tables: unknown[] = [
		wordingOf(language).text,
		accessTextOf(language),
		deskTextOf(language),
		displaysTextOf(language),
		privacyTextOf(language),
		settingsTextOf(language),
		startTextOf(language),
		todayTextOf(language),
		trendTextOf(language),
		troubleTextOf(language)
	];
	return tables.flatMap(saidIn);
}

function saidIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value === 'function') return [String(Reflect.apply(value, null, ['«1»', '«2»', '«3»']))];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(saidIn) : [];
}

test.each([
	// What a figure is held against, what hangs on the wall, the line on it, and who looks after it all.
	['en', /\bnorms?\b/i, []],
	['en', /(?<!full )\bscreens?\b/i, ['No recordings, no contents of conversations, no watching of screens.']],
	['en', /\b(?:messages?|admin)\b/i, []],
	['en', /\b(?:sign(?:ed)? (?:in|out)|password reset)\b/i, []],
	['nl', /\b(?:doel|doelen|streefwaarde)\b/i, []],
	['nl', /\b(?:display|displays|tv-scherm)\b/i, []],
	['nl', /\bbericht\b/i, []]
] as const)('one thing has one word: %s never says %s', (language, word, allowed) => {
	const found = texts(language).filter((said) => word.test(said));
	expect(found).toEqual(allowed);
});

test('a wall and a page say the same of the channel of messages', () => {
	expect(todayTextOf('nl').slowWork).toBe('E-mail en berichten');
	expect(todayTextOf('en').slowWork).toBe('E-mail and messaging');
	expect(settingsTextOf('nl').message).toBe('Berichten');
	expect(settingsTextOf('en').message).toBe('Messaging');
});
