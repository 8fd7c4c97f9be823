import { expect, test } from 'vitest';
import { settingsTree, treePathName, treeValues } from '#lib/domain/settings/file/settings-tree.ts';
import { writeSettings } from '#lib/domain/settings/file/write-settings.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { settingsTextOf } from '../i18n/settings-text.ts';
import { settingValueWords, settingWords } from './setting-words.ts';

const [nl, en] = [settingsTextOf('nl'), settingsTextOf('en')];

test('every value that settings can have by themselves has words in both languages', () => {
	const names = treeValues(settingsTree(writeSettings(defaultSiteSettings))).map(([path]) => treePathName(path));
	expect(names.length).toBeGreaterThan(60);
	for (const name of names) {
		expect(settingWords(name, nl, 'nl'), name).not.toBeNull();
		expect(settingWords(name, en, 'en'), name).not.toBeNull();
	}
});

test.each([
	['site.name', 'Naam van het centrum'],
	['channels.phone[2027-01-01].target', 'Telefoon, vanaf vr 1 jan 2027: Antwoord binnen'],
	['channels.phone[2027-01-01]', 'Telefoon, vanaf vr 1 jan 2027: in de lijst'],
	['norms.centre.queueDepth', 'Normen van het hele centrum: Wachtenden'],
	['queues[Sales.nl].norms.longestWait', 'Wachtrij Sales.nl: Langste wachttijd'],
	['queues[Sales].names.nl', 'Wachtrij Sales: Naam in het Nederlands'],
	['queues[Sales].hours.monday', 'Wachtrij Sales: Maandag'],
	['queues[Sales]', 'Wachtrij Sales: in de lijst'],
	['sources[pbx].silenceLimit', 'Bron pbx: Geldt als weg na stilte van'],
	['hours.monday', 'Openingstijden: Maandag'],
	['hours.channels.chat.friday', 'Eigen tijden: Chat: Vrijdag'],
	['holidays', 'Feestdagen'],
	['exceptionalHours', 'Dagen met andere tijden'],
	['topics[Facturen].spellings', 'Onderwerp Facturen: namen']
])('%s is called %s', (name, words) => {
	expect(settingWords(name, nl, 'nl')).toBe(words);
	expect(settingWords(name, en, 'en')).not.toBeNull();
});

test('what nobody has words for is told to have none', () => {
	for (const name of ['', 'weather', 'channels.fax.target', 'norms.centre.mood', 'toString', 'site.constructor'])
		expect(settingWords(name, nl, 'nl'), name).toBeNull();
});

test('values are told as they are read on the pages', () => {
	const said = (name: string, value: unknown) => settingValueWords(name, value, nl, 'nl');
	expect(said('channels.email.target', '24h')).toBe('24 u');
	expect(said('norms.centre.queueDepth', 15)).toBe('15');
	expect(said('norms.centre.queueDepth', 'none')).toBe('geen norm');
	expect(said('norms.phone.serviceLevel', '80%')).toBe('80%');
	expect(said('queues[Sales].channel', 'phone')).toBe('Telefoon');
	expect(said('queues[Sales].retiredSince', '2026-12-24')).toBe('do 24 dec 2026');
	expect(said('languages.default', 'en')).toBe('Engels');
	expect(said('abandonReasonsCounted', ['hung_up', 'key'])).toBe('Opgehangen, Toets gekozen');
	expect(said('hours.monday', ['08:00-12:00', '13:00-17:00'])).toBe('08:00-12:00, 13:00-17:00');
	expect(said('hours.sunday', 'closed')).toBe('gesloten');
	expect(said('holidays', [])).toBe('niets');
	expect(said('sources[pbx].silenceLimit', null)).toBe('niet ingesteld');
	expect(
		said('exceptionalHours', [
			{ date: '2026-12-24', hours: ['08:00-16:00'], name: { nl: 'Kerstavond', en: 'Christmas Eve' } },
			{ date: '2026-10-01', hours: 'closed' }
		])
	).toBe('do 24 dec 2026 Kerstavond 08:00-16:00; do 1 okt 2026 gesloten');
});
