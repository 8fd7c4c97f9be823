import { expect, test } from 'vitest';
import { reason, reasonText } from '#lib/domain/reasons/reason.ts';
import { reasonTexts } from '#lib/domain/reasons/reason-texts.ts';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import { reasonWords } from './reason-words.ts';
import { reasonsEn } from './reasons-en.ts';
import { reasonsNl } from './reasons-nl.ts';

type Texts = Readonly<Record<string, string>>;

const namesIn = (text = ''): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

/** What is wrong with the words of the pages for the reasons of the server. */
function wrongWords(told: Texts, nl: Texts, en: Texts): readonly string[] {
	return Object.entries(told).flatMap(([key, text]) => {
		const [dutch = '', english = ''] = [nl[key], en[key]];
		const names = new Set(namesIn(text));
		return [
			...(dutch === '' ? [`${key}: nothing in Dutch`] : []),
			...(english === '' ? [`${key}: nothing in English`] : []),
			...(dutch === english || dutch === text ? [`${key}: the English left standing`] : []),
			...(namesIn(dutch).join(' ') === namesIn(english).join(' ') ? [] : [`${key}: other values in Dutch`]),
			...[...namesIn(dutch), ...namesIn(english)]
				.filter((name) => !names.has(name))
				.map((name) => `${key}: {${name}} is never sent`),
			...(/[.?!]$/.test(dutch) && /[.?!]$/.test(english) ? [] : [`${key}: no sentence`])
		];
	});
}

test('every reason of the server has words in both languages, with values that it sends', () => {
	expect(wrongWords(reasonTexts, reasonsNl, reasonsEn)).toEqual([]);
	expect(Object.keys(reasonsNl).sort()).toEqual(Object.keys(reasonTexts).sort());
	expect(Object.keys(reasonsEn).sort()).toEqual(Object.keys(reasonTexts).sort());
});

test('a reason without words, with the English of the server, or with a value that is not sent is found', () => {
	const { missing: _, ...without } = reasonsNl;
	expect(wrongWords(reasonTexts, without, reasonsEn)).toEqual(['missing: nothing in Dutch', 'missing: no sentence']);
	const left = { ...reasonsNl, date: reasonsEn.date };
	expect(wrongWords(reasonTexts, left, reasonsEn)).toEqual(['date: the English left standing']);
	const unsent = { ...reasonsNl, date: 'Schrijf een datum, niet {typed}.' };
	expect(wrongWords(reasonTexts, unsent, reasonsEn)).toEqual([
		'date: other values in Dutch',
		'date: {typed} is never sent'
	]);
});

test('the words hold what was sent; what is no reason of ours stays as the server said it', () => {
	const why = reason('scores-off-scale', { scores: '9, 10', min: 1, max: 5 });
	expect(reasonWords(why, reasonText(why), 'nl')).toBe('9, 10 ligt buiten de schaal van 1 tot 5.');
	expect(reasonWords(why, reasonText(why), 'en')).toBe('9, 10 is not on the scale from 1 to 5.');
	expect(reasonWords(null, 'of another version', 'nl')).toBe('of another version');
});

test('whatever is wrong with a setting, the reader is told in their language', () => {
	const wrong: readonly unknown[] = [
		{ nonsense: 1, site: { name: '', zone: 'Mars/Phobos', zome: 1 } },
		{ site: { name: 7 }, languages: { default: 'de', offered: [] } },
		{ languages: { default: 'nl', offered: ['en'] }, hours: [] },
		{ hours: { monday: ['9-5'], tuesday: 'open', wednesday: ['17:00-09:00'], thursday: 7 } },
		{ hours: { friday: ['09:00-12:00', '11:00-13:00'] }, holidays: [{ date: '2026-02-30', name: 7 }] },
		{ holidays: [{ date: '2026-05-05' }, { date: '2026-05-05' }], queues: [{ id: 'all' }, { id: 'a'.repeat(201) }] },
		{ queues: [{ id: 'fax', mergedInto: 'telx' }, { id: 'telex' }, { names: 'none' }] },
		{ queues: [{ id: 'fax', mergedInto: 'gone' }] },
		{
			queues: [
				{ id: 'a', mergedInto: 'b' },
				{ id: 'b', mergedInto: 'a' }
			]
		},
		{ queues: [{ id: 'a', renamedFrom: ['b', 'c'] }, { id: 'b' }, { id: 'd', renamedFrom: ['c'] }] },
		{ channels: { phone: { target: 'soon', targetShare: 2, silentWait: '0s' }, chat: 7 } },
		{ channels: { phone: [{ target: '20s' }, { target: '30s' }], chat: [{ from: '2026-01-01' }] } },
		{ norms: { centre: { queueDepth: -1, serviceLevel: 'high' }, phone: { queueDepth: 1e9, averageWait: 7 } } },
		{ norms: { centre: { queueDepth: 1.5 } }, roster: {}, closing: { openHandling: 7 } },
		{ surveys: { rollingDays: 0, shown: 'smiles', scales: { csat: { min: 5, max: 1 }, nps: { min: 'low' } } } },
		{ surveys: { scales: { csat: { top: [9] }, grade: { top: 9 } } }, abandonReasonsCounted: ['key', 'key'] },
		{ topics: [{ name: 'bill' }, { name: 'bill', spellings: ['Bill '] }, { name: 'pay', spellings: ['bill'] }] },
		{ retention: { audit: '9999d' }, sources: [{ id: 'a', follow: { format: 'x', file: 'log' } }, { id: 'a' }] }
	];
	const reasons = wrong.flatMap((written) => {
		const read = readSettings(written);
		return read.ok ? [] : read.faults.map(({ reason: why }) => why);
	});
	expect(new Set(reasons.map(({ key }) => key)).size).toBeGreaterThan(30);
	for (const why of reasons) {
		// The one for what nobody thought of.
		expect(why.key).not.toBe('unreadable');
		for (const language of ['nl', 'en'] as const)
			expect(reasonWords(why, '', language), why.key).not.toMatch(/\{\w+\}|undefined|\[object|Invalid|reason:/);
	}
});
