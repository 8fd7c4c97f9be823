import { expect, test } from 'vitest';
import { settingsTree } from '#lib/domain/settings/file/settings-tree.ts';
import { dateAt, openingWeek } from './opening-week.ts';

const tree = settingsTree({
	hours: { monday: ['08:00-18:00'], friday: ['08:00-12:00', '13:00-17:00'] },
	holidays: [{ date: '2026-12-25', name: 'Kerst' }, { date: '2026-12-24' }],
	exceptionalHours: [
		{ date: '2026-12-24', name: { nl: 'Kerstavond', en: 'Christmas Eve' }, hours: ['08:00-16:00'] },
		{ date: '2026-12-21', hours: 'closed' }
	]
});

test('the week of a date is told from Monday, with other hours over a holiday over the week', () => {
	const week = openingWeek(tree, '2026-12-27', 'nl');
	expect(week?.map(({ date, hours, from, name }) => [date, hours.join(' '), from, name])).toEqual([
		['2026-12-21', '', 'exception', ''],
		['2026-12-22', '', 'week', ''],
		['2026-12-23', '', 'week', ''],
		['2026-12-24', '08:00-16:00', 'exception', 'Kerstavond'],
		['2026-12-25', '', 'holiday', 'Kerst'],
		['2026-12-26', '', 'week', ''],
		['2026-12-27', '', 'week', '']
	]);
	expect(openingWeek(tree, '2026-12-21', 'en')?.[3]?.name).toBe('Christmas Eve');
	expect(openingWeek(tree, '2026-11-27', 'nl')?.[4]?.hours).toEqual(['08:00-12:00', '13:00-17:00']);
});

test('where nobody said when it is open nothing is said to be closed, but a holiday is', () => {
	expect(openingWeek(settingsTree({}), '2026-12-24', 'nl')).toBeNull();
	const known = openingWeek(settingsTree({ holidays: [{ date: '2026-12-25' }] }), '2026-12-24', 'nl');
	expect(known?.map(({ date, hours }) => [date, hours])).toEqual([['2026-12-25', []]]);
});

test('what day it is depends on the zone of the site', () => {
	const at = Date.UTC(2026, 11, 31, 23, 30);
	expect(dateAt(at, 'Europe/Amsterdam')).toBe('2027-01-01');
	expect(dateAt(at, 'America/New_York')).toBe('2026-12-31');
});
