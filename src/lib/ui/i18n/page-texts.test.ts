import { expect, test } from 'vitest';
import { accessEn } from './access-en.ts';
import { accessNl } from './access-nl.ts';
import { definitionEn } from './definition-en.ts';
import { definitionNl } from './definition-nl.ts';
import { deskEn } from './desk-en.ts';
import { deskNl } from './desk-nl.ts';
import { displaysEn } from './displays-en.ts';
import { displaysNl } from './displays-nl.ts';
import { settingsEn } from './settings-en.ts';
import { settingsNl } from './settings-nl.ts';
import { startEn } from './start-en.ts';
import { startNl } from './start-nl.ts';
import { todayEn } from './today-en.ts';
import { todayNl } from './today-nl.ts';
import { troubleEn } from './trouble-en.ts';
import { trendsEn } from './trends-en.ts';
import { trendsNl } from './trends-nl.ts';
import { troubleNl } from './trouble-nl.ts';

const pairs = [
	{ of: 'the frame and its forms', nl: deskNl, en: deskEn },
	{ of: 'people', nl: accessNl, en: accessEn },
	{ of: 'screens', nl: displaysNl, en: displaysEn },
	{ of: 'what stands in place of a page', nl: troubleNl, en: troubleEn },
	{ of: 'definitions', nl: definitionNl, en: definitionEn },
	{ of: 'the start page', nl: startNl, en: startEn },
	{ of: 'the board Today', nl: todayNl, en: todayEn },
	{ of: 'the years', nl: trendsNl, en: trendsEn },
	{ of: 'the settings', nl: settingsNl, en: settingsEn }
] as const;

test.each(pairs)('both languages say everything about $of, and show what they are given', ({ nl, en }) => {
	expect(Object.keys(en)).toEqual(Object.keys(nl));
	for (const [key, said] of [...Object.entries(nl), ...Object.entries(en)]) {
		const given = typeof said === 'function' ? ['«1»', '«2»', '«3»'].slice(0, said.length) : [];
		const text = typeof said === 'function' ? String(Reflect.apply(said, null, given)) : said;
		expect(text.trim(), key).not.toBe('');
		expect(text, key).not.toMatch(/undefined|null|NaN/);
		for (const part of given) expect(text, key).toContain(part);
	}
});

// Short names of things, and words that both languages took from one place.
const sameInYears = [
	'name',
	'chat',
	'email',
	'surveyNps',
	'measureNps',
	'chats',
	'chatsPlain',
	'week',
	'csv',
	'png',
	'link'
];

test.each(pairs)('the English about $of is not the Dutch left standing', ({ nl, en }) => {
	const same = Object.entries(nl).filter(([key, said]) => typeof said === 'string' && Reflect.get(en, key) === said);
	// Words that are the same in both.
	const expected = ['logIn', 'compareBrowser', 'fieldTeam', 'title', 'navTrends', ...sameInYears];
	expect(same.map(([key]) => key).filter((key) => !expected.includes(key))).toEqual([]);
});
