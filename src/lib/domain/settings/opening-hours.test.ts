import { describe, expect, test } from 'vitest';
import { SiteCalendar } from '../time/calendar.ts';
import { readSettings } from './file/read-settings.ts';
import { hoursOf, isOpenAt, nextOpening, openingOf } from './opening-hours.ts';
import { defaultSiteSettings, type SiteSettings } from './site-settings.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');
const at = (local: string): number => calendar.instantOf(local);

function settingsOf(written: unknown): SiteSettings {
	const read = readSettings(written);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return read.settings;
}

const settings = settingsOf({
	hours: {
		monday: ['13:00-17:00', '08:30-12:30'],
		friday: ['20:00-24:00'],
		saturday: ['00:00-04:00', '10:00-16:00'],
		sunday: ['01:30-05:00'],
		channels: { chat: { monday: ['09:00-10:00'] } }
	},
	holidays: [{ date: '2026-12-25' }, { date: '2026-04-06' }],
	exceptionalHours: [
		{ date: '2026-12-25', hours: ['10:00-12:00'] },
		{ date: '2026-03-09', hours: 'closed' }
	],
	queues: [
		{ id: 'vip', channel: 'chat', hours: { tuesday: ['00:00-24:00'] }, renamedFrom: ['gold'] },
		{ id: 'web', channel: 'chat' }
	]
});

test('a day has its parts in order; an end is not in it, midnight begins the next day', () => {
	expect(hoursOf(settings, '2026-03-02')).toEqual([
		{ fromMinute: 510, toMinute: 750 },
		{ fromMinute: 780, toMinute: 1020 }
	]);
	const open = (local: string) => isOpenAt(settings, calendar, at(local));
	expect(['08:29', '08:30', '12:29', '12:30', '13:00', '17:00'].map((time) => open(`2026-03-02T${time}`))).toEqual([
		false,
		true,
		true,
		false,
		true,
		false
	]);
	expect([open('2026-03-06T23:59'), open('2026-03-07T00:00'), open('2026-03-07T04:00')]).toEqual([true, true, false]);
	expect(open('2026-03-03T12:00')).toBe(false);
});

test('exceptional hours win over a holiday, and a holiday over the weekday', () => {
	expect(openingOf(settings, calendar, '2026-12-25')).toEqual([
		{ from: at('2026-12-25T10:00'), to: at('2026-12-25T12:00') }
	]);
	expect(openingOf(settings, calendar, '2026-04-06')).toEqual([]);
	expect(openingOf(settings, calendar, '2026-03-09')).toEqual([]);
	expect(hoursOf(settings, '2026-04-06', { queue: 'vip' })).toEqual([]);
});

test('a queue has its own hours, else those of its channel, else of the centre', () => {
	const monday = '2026-03-02';
	expect(hoursOf(settings, monday, { channel: 'chat' })).toEqual([{ fromMinute: 540, toMinute: 600 }]);
	expect(hoursOf(settings, monday, { queue: 'web' })).toEqual([{ fromMinute: 540, toMinute: 600 }]);
	expect(hoursOf(settings, monday, { queue: 'gold' })).toEqual([]);
	expect(hoursOf(settings, monday, { queue: 'unknown', channel: 'phone' })).toEqual(hoursOf(settings, monday));
	expect(openingOf(settings, calendar, '2026-03-03', { queue: 'vip' })).toEqual([calendar.day('2026-03-03')]);
});

test('where nobody said, nothing is known', () => {
	expect(isOpenAt(defaultSiteSettings, calendar, at('2026-03-02T12:00'))).toBeNull();
	expect(openingOf(defaultSiteSettings, calendar, '2026-03-02')).toBeNull();
	expect(nextOpening(defaultSiteSettings, calendar, at('2026-03-02T12:00'))).toBeNull();
});

describe('when the clocks change', () => {
	test('hours are of the wall clock: the night that has an hour less is open an hour less', () => {
		const lengths = ['2026-03-22', '2026-03-29', '2026-10-25'].map((date) => {
			const [interval] = openingOf(settings, calendar, date) ?? [];
			return interval === undefined ? null : (interval.to - interval.from) / 3_600_000;
		});
		expect(lengths).toEqual([3.5, 2.5, 4.5]);
	});

	test('hours that lie in the hour left out do not occur backwards', () => {
		const night = settingsOf({ hours: { sunday: ['02:10-03:20'] } });
		for (const { from, to } of openingOf(night, calendar, '2026-03-29') ?? []) expect(from).toBeLessThan(to);
	});
});

describe('the next opening', () => {
	test.each([
		['2026-03-02T07:00', '2026-03-02T08:30'],
		['2026-03-02T08:30', '2026-03-02T13:00'],
		['2026-03-02T17:00', '2026-03-06T20:00'],
		['2026-03-06T21:00', '2026-03-07T10:00'],
		['2026-03-08T06:00', '2026-03-13T20:00'],
		['2026-03-28T17:00', '2026-03-29T01:30'],
		['2026-12-24T12:00', '2026-12-25T10:00']
	])('after %s is %s', (from, next) => {
		expect(nextOpening(settings, calendar, at(from))).toBe(at(next));
	});

	test('is not known where it never opens', () => {
		const closed = settingsOf({ hours: { monday: 'closed' } });
		expect(nextOpening(closed, calendar, at('2026-03-02T12:00'))).toBeNull();
	});
});
