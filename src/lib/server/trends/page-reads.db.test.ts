import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { settings } from '../../../../tests/support/ask.ts';
import { openHistory } from '../../../../tests/support/history-of.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { openHistoryReader } from '../database/sqlite/sqlite-history-reader.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import { Trends } from './trends.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2024, 10, 15);
const days = 60;
const at = Date.UTC(2025, 1, 1, 12);

/** So many contacts on each day of two months across New Year, on two channels, every one of them asked how it was. */
function contactsOf(perDay: number): LogEvent[] {
	const events: LogEvent[] = [];
	for (let no = 0; no < days * perDay; no++) {
		const entry = from + Math.floor(no / perDay) * dayMs + 8 * 3_600_000 + (no % perDay) * 600_000;
		const channel = no % 2 === 0 ? 'phone' : 'chat';
		const told = (type: string, time: number, data: object): void => {
			const seq = events.length + 1;
			const event = { seq, receivedAt: time, source: 's', id: `${seq}`, type, time, backfill: true };
			events.push({ ...event, data: { contact: `c${no}`, ...data } } as LogEvent); // as the contract says
		};
		told('contact.queued', entry, { queue: `${channel} desk`, channel, topic: 'bills' });
		told('contact.answered', entry + 20_000, { agent: 'a1' });
		told('contact.ended', entry + 60_000, {});
		told('survey.invited', entry + 70_000, { kind: 'csat' });
		told('survey.answered', entry + 80_000, { kind: 'csat', score: 1 + (no % 5), scale: { min: 1, max: 5 } });
	}
	return events;
}

/** Counts every row that a reader hands out. */
function counting(reader: HistoryReader, read: { rows: number }, isOfRows: boolean): HistoryReader {
	const each = function* <Row>(rows: Iterable<Row>): Generator<Row> {
		for (const row of rows) {
			read.rows++;
			yield row;
		}
	};
	const pages = function* <Row>(all: Iterable<readonly Row[]>): Generator<readonly Row[]> {
		for (const page of all) {
			read.rows += page.length;
			yield page;
		}
	};
	const sums = reader.rollups;
	return {
		head: reader.head,
		firstEntry: () => reader.firstEntry(),
		queues: () => reader.queues(),
		topics: () => reader.topics(),
		waits: (...asked) => pages(reader.waits(...asked)),
		surveys: (...asked) => pages(reader.surveys(...asked)),
		openWaits: (...asked) => pages(reader.openWaits(...asked)),
		openInvitations: (...asked) => pages(reader.openInvitations(...asked)),
		close: () => reader.close(),
		rollups: {
			head: isOfRows ? null : sums.head,
			days: () => sums.days(),
			firstDayOf: (channel) => sums.firstDayOf(channel),
			waitsByDay: (filter) => each(sums.waitsByDay(filter)),
			waitsByMonth: (filter) => each(sums.waitsByMonth(filter)),
			waitsByQuarter: (filter) => each(sums.waitsByQuarter(filter)),
			surveysByDay: (kind, filter) => each(sums.surveysByDay(kind, filter)),
			surveysByMonth: (kind, filter) => each(sums.surveysByMonth(kind, filter)),
			sketchesByDay: (filter) => each(sums.sketchesByDay(filter)),
			sketchesByMonth: (filter) => each(sums.sketchesByMonth(filter))
		}
	};
}

async function rowsForPage(perDay: number, isOfRows: boolean) {
	const { catchUp, file } = openHistory(contactsOf(perDay));
	await catchUp(2_000);
	const read = { rows: 0 };
	const trends = new Trends({
		openReader: () => counting(openHistoryReader(viewsFile(file)), read, isOfRows),
		intervals: { read: async () => noTotals },
		annotations: { annotationsBetween: () => [], revision: 0 },
		findings: { ask: async () => ({ state: 'running' }) },
		current: { now: settings, calendar: new SiteCalendar(settings.zone) },
		clock: { now: () => at },
		head: async () => ({ seq: days * perDay * 5 }),
		catchUp: async () => {},
		pause: async () => {}
	});
	const page = await trends.year(new URLSearchParams({ year: '2024', vs: '' }));
	return { rows: read.rows, contacts: page.contacts.at(-1)?.value };
}

const noTotals = { seq: 0, totals: [] };

test('a page of four times the contacts on the same days reads no more rows', async () => {
	const [few, many] = [await rowsForPage(10, false), await rowsForPage(40, false)];
	expect(many.contacts).toBe(4 * (few.contacts ?? 0));
	expect(few.rows).toBeGreaterThan(days);
	expect(many.rows).toBe(few.rows);
});

test('read from the rows of contacts, it would be four times as many: that is what is counted', async () => {
	const [few, many] = [await rowsForPage(10, true), await rowsForPage(40, true)];
	expect(many.contacts).toBe(4 * (few.contacts ?? 0));
	expect(many.rows / few.rows).toBeGreaterThan(3);
});
