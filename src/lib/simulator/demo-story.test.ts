import { describe, expect, test } from 'vitest';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { LogEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { isoWeekOf, SiteCalendar } from '#lib/domain/time/calendar.ts';
import { contactsIn, type SimulatedContact } from '../../../tests/support/simulated-contacts.ts';
import { storyOptions, storyStart } from './demo-story.ts';
import { createSimulator } from './simulator.ts';

const zone = 'Europe/Amsterdam';
const hour = 3_600_000;

function story(now: number, seed: number, site = zone): SourceEvent[] {
	return createSimulator(storyOptions(seed, storyStart(now, site), site)).until(now);
}

/** Of a story that is looked at twice. */
const monday = Date.parse('2026-11-16T00:10:00+01:00');
let contactsOfMonday: readonly SimulatedContact[] | null = null;

function contactsOf(now: number, seed: number, site: string): readonly SimulatedContact[] {
	if (now !== monday || seed !== 2) return contactsIn(story(now, seed, site));
	return (contactsOfMonday ??= contactsIn(story(now, seed, site)));
}

/**
 * Customers that chat served in the complete ISO weeks before an instant, the latest last: contacts that came in by chat in
 * that week, by the site's calendar, and whose chat was answered before the instant.
 */
function servedByWeek(contacts: readonly SimulatedContact[], now: number, weeks: number, site = zone): number[] {
	const calendar = new SiteCalendar(site);
	let week = calendar.week(calendar.dateOf(now));
	const counts: number[] = [];
	for (let index = 0; index < weeks; index++) {
		week = calendar.week(calendar.dateOf(week.from - 1));
		const { from, to } = week;
		const served = contacts.filter(
			({ channel, cameAt, firstAnsweredAt }) =>
				channel === 'chat' && cameAt >= from && cameAt < to && firstAnsweredAt !== null && firstAnsweredAt < now
		);
		counts.unshift(served.length);
	}
	return counts;
}

/** To the very customer, once those who came at the end of the week have been served; before that, within one per cent. */
function expectPilot(counts: readonly number[], now: number, site = zone): void {
	const { from } = new SiteCalendar(site).week(new SiteCalendar(site).dateOf(now));
	const [before = 0, last = 0] = counts;
	expect(before).toBe(1_400);
	expect(last).toBeLessThanOrEqual(2_400);
	expect(last).toBeGreaterThanOrEqual(now - from > hour ? 2_400 : 2_376);
}

describe('the two complete weeks before now', () => {
	test('have 1,400 and 2,400 customers on chat, whatever the day and hour', () => {
		const midnight = Date.parse('2026-11-16T00:00:00+01:00');
		const end = midnight + 7 * 24 * hour - 1;
		const contacts = contactsIn(story(end, 1));
		for (let day = 0; day < 7; day++) {
			for (const now of [midnight + day * 24 * hour + hour / 6, midnight + (day + 1) * 24 * hour - 1]) {
				expect(storyStart(now, zone)).toBe(storyStart(midnight, zone));
				expectPilot(servedByWeek(contacts, now, 2), now);
			}
		}
		// The running week goes on from there.
		const [running = 0] = servedByWeek(contacts, end + 1, 1);
		expect(running).toBeGreaterThan(2_430);
		expect(running).toBeLessThanOrEqual(2_460);
	});

	test.each([
		['2026-11-16T00:10:00+01:00', 2, zone, 47],
		['2026-04-06T00:10:00+02:00', 3, zone, 15], // the clock went forward in the week before the last
		['2026-11-02T00:10:00+01:00', 4, zone, 45], // and back in that one
		['2026-03-30T09:00:00+02:00', 5, zone, 14], // the last week ended on the day of 23 hours
		['2027-01-04T00:10:00+01:00', 6, zone, 1], // the last week was the 53rd
		['2026-12-31T12:00:00+01:00', 7, zone, 53],
		['2027-01-02T12:00:00+01:00', 8, zone, 53],
		['2026-04-08T08:00:00+10:30', 9, 'Australia/Lord_Howe', 15] // half an hour back
	])('%s has them too (seed %i, %s, ISO week %i)', (instant, seed, site, week) => {
		const now = Date.parse(instant);
		expect(isoWeekOf(new SiteCalendar(site).dateOf(now)).isoWeek).toBe(week);
		expectPilot(servedByWeek(contactsOf(now, seed, site), now, 2, site), now, site);
	});

	test('would not have them if nobody tried again: there a check of one per cent bites', () => {
		const now = monday;
		const contacts = contactsOf(now, 2, zone);
		const [, last = 0] = servedByWeek(contacts, now, 2);
		const calendar = new SiteCalendar(zone);
		const { from, to } = calendar.week('2026-11-09');
		const came = contacts.filter(({ channel, cameAt }) => channel === 'chat' && cameAt >= from && cameAt < to).length;
		expect(came).toBeGreaterThan(1.02 * last);
	});
});

describe('the story', () => {
	const now = Date.parse('2026-11-19T15:00:00+01:00');
	const events = story(now, 11);

	test('begins on the Monday four weeks before, and is the same at any hour of the week', () => {
		expect(new SiteCalendar(zone).localTime(storyStart(now, zone))).toBe('2026-10-19T00:00:00+02:00');
		const earlier = story(now - 50 * hour, 11);
		expect(JSON.stringify(events.slice(0, earlier.length))).toBe(JSON.stringify(earlier));
		expect(events.length).toBeGreaterThan(earlier.length + 10_000);
		expect(events.every(({ time }) => time < now)).toBe(true);
	});

	test('folds without an anomaly, letters that wait over the weekend included', () => {
		const fold = new LiveFold(defaultSiteSettings);
		const log = events.map((event, index): LogEvent => ({ ...event, seq: index + 1, receivedAt: event.time }));
		for (const event of log) fold.apply(event);
		expect(fold.state.anomalies).toBe(0);
		// The check sees what is wrong: an end of a contact that nobody knows.
		const ended = events.find(({ type }) => type === 'contact.ended');
		if (!ended || !('contact' in ended.data)) throw new Error('no contact has ended');
		const data = { ...ended.data, contact: 'unknown' };
		fold.apply({ ...ended, data, id: 'x', time: now, seq: log.length + 1, receivedAt: now } as LogEvent); // the same pair
		expect(fold.state.anomalies).toBe(1);
	});

	test('has 300,000 to 460,000 events, depending on how much of the week has passed', () => {
		expect(events.length).toBeGreaterThan(300_000);
		expect(events.length).toBeLessThan(460_000);
	});
});
