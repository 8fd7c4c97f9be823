import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '#lib/cli/main.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { waitingFigures, waitsOf } from '#lib/domain/live/live-metrics.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { cohortReport, type ReportRow } from '../support/cohort-report.ts';
import { sharedFolder } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { foldOf, mappingOf, translateTable } from '../support/translate-table.ts';

const calls = sharedFolder('phonenow');
const bank = sharedFolder('anonymous-bank-1999');
const mapping = mappingOf('answered-or-abandoned.yaml');

describe.skipIf(calls === null)('one table in other clothes', () => {
	// A name that every encoding writes with other bytes, in every row of that agent.
	const text = readFileSync(join(calls ?? '', 'phonenow.csv'), 'utf8').replaceAll('Becky', 'Bébé');
	const [header = '', ...rows] = text.trimEnd().split('\n');

	async function eventsOf(content: string | Buffer, name = 'calls.csv'): Promise<readonly SourceEvent[]> {
		const file = join(temporaryFolder(), name);
		writeFileSync(file, content);
		return (await translateTable(file, mapping)).events;
	}

	test.each([
		['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
		['Latin-1', Buffer.from(text, 'latin1')],
		['UTF-16, little end first, with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
		['UTF-16, little end first, without one', Buffer.from(text, 'utf16le')],
		['UTF-16, big end first, with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
		['UTF-16, big end first, without one', Buffer.from(text, 'utf16le').swap16()],
		['semicolons', Buffer.from(text.replaceAll(',', ';'))],
		['tabs and two-character line ends', Buffer.from(text.replaceAll(',', '\t').replaceAll('\n', '\r\n'))]
	])('in %s it gives the same events', async (_name, content) => {
		const plain = await eventsOf(text);
		expect(plain).toHaveLength(18_108);
		expect(JSON.stringify(plain)).toContain('Bébé');
		expect(JSON.stringify(await eventsOf(content)) === JSON.stringify(plain)).toBe(true);
	});

	test('with its rows shuffled it gives the same events in another order, and the same report', async () => {
		const plain = await eventsOf(text);
		const order = rows.map((row, index) => [(index * 7919) % rows.length, row] as const).sort(([a], [b]) => a - b);
		const shuffled = await eventsOf([header, ...order.map(([, row]) => row)].join('\n'));
		expect(shuffled.map(({ id }) => id)).not.toEqual(plain.map(({ id }) => id));
		expect(sorted(shuffled)).toEqual(sorted(plain));
		expect(reportOf(shuffled)).toEqual(reportOf(plain));
	});

	test('doubled, row by row or as a whole, it counts once', async () => {
		const plain = reportOf(await eventsOf(text));
		const rowByRow = await eventsOf([header, ...rows.flatMap((row) => [row, row])].join('\n'));
		const asWhole = await eventsOf([header, ...rows, ...rows].join('\n'));
		expect(reportOf(rowByRow)).toEqual(plain);
		expect(reportOf(asWhole)).toEqual(plain);
	});

	test('cut off in the middle of a line it sets that line aside and keeps the rest', async () => {
		const file = join(temporaryFolder(), 'cut.csv');
		const whole = [header, ...rows.slice(0, 100)].join('\n');
		writeFileSync(file, `${whole}\n${rows[100]?.slice(0, 30)}`);
		const { events, rejected } = await translateTable(file, mapping);
		expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
			[102, 'has 4 columns where the header has 10']
		]);
		expect(events).toEqual(await eventsOf(whole));
	});

	test('without a column it says which, before anything is read', async () => {
		const file = join(temporaryFolder(), 'less.csv');
		writeFileSync(file, text.replace('Speed of answer in seconds', 'speed of  Answer in seconds'));
		await expect(translateTable(file, mapping)).rejects.toThrow(
			/wait\.column: the file has no column 'Speed of answer in seconds'; did you mean 'speed of {2}Answer in seconds'\?/
		);
	});
});

describe.skipIf(calls === null)('the command', () => {
	const before = { ...process.env };
	const print = { log: console.log, error: console.error };
	let printed: string[] = [];

	beforeEach(() => {
		printed = [];
		console.log = (...words: unknown[]) => void printed.push(words.join(' '));
		console.error = (...words: unknown[]) => void printed.push(words.join(' '));
		process.env['BEREIK_ZONE'] = 'Europe/Amsterdam';
	});
	afterEach(() => {
		Object.assign(console, print);
		process.env = { ...before };
	});

	test('takes a table in once, in whatever form it comes again', async () => {
		process.env['DATABASE_URL'] = `file:${join(temporaryFolder(), 'log.db')}`;
		const import_ = async (name: string): Promise<number> =>
			main(['import', join(calls ?? '', name), '--mapping', mapping]);
		expect(await import_('variant-santhoshtera.csv')).toBe(0);
		expect(printed.join('\n')).toContain('5000 rows read, 0 set aside');
		expect(printed.join('\n')).toContain('18108 events stored');
		printed = [];
		expect(await import_('01 Call-Center-Dataset.xlsx')).toBe(0);
		expect(printed.join('\n')).toMatch(/\b0 events stored, 18108 were there already/);
	});

	test('opens no database for a dry run and for a table that lacks a column', async () => {
		process.env['DATABASE_URL'] = 'file:/nowhere/that/can/be/log.db';
		const file = join(calls ?? '', 'phonenow.csv');
		expect(await main(['import', file, '--mapping', mapping, '--dry-run'])).toBe(0);
		const told = printed.join('\n');
		for (const words of [
			'text in utf-8, columns parted by commas',
			'arrival.date: iso',
			'4054 answered, 946 abandoned (946 after an unknown wait), 0 pending',
			'from 2021-01-01T09:12:58+01:00 to 2021-03-31T17:39:50+02:00',
			'Nothing was taken in.'
		])
			expect(told).toContain(words);
		printed = [];
		expect(await main(['import', file, '--mapping', mappingOf('tickets-by-channel.yaml')])).toBe(1);
		expect(printed.join('\n')).toContain("arrival.column: the file has no column 'Created time'");
	});
});

describe.skipIf(bank === null)('the wait of the bank from the end of the voice menu', () => {
	test('is 18 calls deep at its second, and never deeper', async () => {
		const file = join(temporaryFolder(), 'mapping.yaml');
		const shipped = readFileSync(mappingOf('call-log-with-voice-menu.yaml'), 'utf8');
		writeFileSync(file, `${shipped}\nqueued: { time: q_start, empty: ['0:00:00'] }\n`);
		const { events } = await translateTable(join(bank ?? '', 'january.txt'), file);
		const { state } = foldOf(events, { ...defaultSiteSettings, zone: 'Asia/Jerusalem' });
		const truth = JSON.parse(readFileSync(join(bank ?? '', 'truth-january.json'), 'utf8')).queue_depth;
		const steps: [at: number, by: number][] = [];
		for (const { entry, exit } of waitsOf(state, 'all'))
			if (exit !== null && exit > entry) steps.push([entry, 1], [exit, -1]);
		steps.sort(([one, up], [other, down]) => one - other || up - down);
		let depth = 0;
		let peak = 0;
		let peakAt = 0;
		for (const [at, by] of steps) {
			depth += by;
			if (depth > peak) [peak, peakAt] = [depth, at];
		}
		const calendar = new SiteCalendar('Asia/Jerusalem');
		expect([peak, calendar.localTime(peakAt).slice(0, 19)]).toEqual([truth.peak, truth.first_reached]);
		expect([truth.peak, truth.first_reached]).toEqual([18, '1999-01-03T16:35:58']);
		expect(waitingFigures(state, 'all', peakAt).queue_depth).toBe(18);
		expect(waitingFigures(state, 'all', peakAt - 1).queue_depth).toBe(17);
	});
});

function sorted(events: readonly SourceEvent[]): string[] {
	return events.map((event) => JSON.stringify(event)).sort();
}

function reportOf(events: readonly SourceEvent[]): ReportRow[] {
	const { state } = foldOf(events, defaultSiteSettings);
	const calendar = new SiteCalendar(defaultSiteSettings.zone);
	return cohortReport(waitsOf(state, 'all'), 'day', null, Date.UTC(2030, 0), calendar);
}
