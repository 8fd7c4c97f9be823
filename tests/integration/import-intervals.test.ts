import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { sqliteIntervalLog } from '#lib/server/database/sqlite/sqlite-interval-log.ts';
import { IntervalReader } from '#lib/server/trends/interval-reader.ts';
import { type CommandRun, runCommands } from '../support/command-runs.ts';
import { lastingFolder } from '../support/temporary-folder.ts';
import { mappingOf } from '../support/translate-table.ts';
import { writeWorkbook } from '../support/write-workbook.ts';

const header = 'Date,Incoming Calls,Answered Calls,Abandoned Calls,Service Level,Answer Speed,Talk Duration';
const rows = ['2015-01-01,100,90,10,0.8,20,0:03:00', '2015-01-02,50,50,0,0.9,10,0:02:30'];
const mapping = mappingOf('daily-totals.yaml');

describe('totals of a file, imported by command line', () => {
	const folder = lastingFolder();
	const file = (name: string): string => join(folder, name);
	const imported = (name: string, ...more: string[]): string[] => [
		...['import', file(name), '--format', 'intervals', '--mapping', mapping],
		...more
	];

	beforeAll(async () => {
		mkdirSync(folder, { recursive: true });
		// Windows line ends, a byte order mark and semicolons, as a spreadsheet writes it.
		const asExported = [header, ...rows].map((line) => line.replaceAll(',', ';')).join('\r\n');
		writeFileSync(file('first.csv'), `\uFEFF${asExported}\r\n`);
		writeFileSync(file('changed.csv'), `${[header, '2015-01-01,101,90,11,0.8,20,0:03:00', rows[1]].join('\n')}\n`);
		writeFileSync(
			file('average.yaml'),
			'rows: intervals\nsource: x\nbucket: { grain: day, column: Date }\nhandle: { mean: { column: Talk Duration, format: s } }\n'
		);
	});

	const run = (...commands: string[][]): Promise<CommandRun[]> =>
		runCommands(folder, { zone: 'Europe/Amsterdam', processZone: 'Pacific/Auckland' }, commands);
	const offered = async (): Promise<Record<string, number | null>> => {
		const database = openLogReader(file('log.db'));
		try {
			const { totals } = await new IntervalReader(() => sqliteIntervalLog(database)).read();
			return Object.fromEntries(totals.map(({ bucket, figures }) => [bucket, figures.offered]));
		} finally {
			database.close();
		}
	};
	const batchOf = ({ stdout }: CommandRun): string => /This was import (\S+)\./.exec(stdout)?.[1] ?? '';

	test('are tried first, repeat, conflict, are replaced, and go and come again with their import', async () => {
		const [trial, first, again, differs, replaced] = await run(
			imported('first.csv', '--dry-run'),
			imported('first.csv'),
			imported('first.csv'),
			imported('changed.csv'),
			imported('changed.csv', '--replace')
		);
		expect(trial?.stdout).toMatch(/text in utf-8 with byte order mark, columns parted by semicolons/);
		expect(trial?.stdout).toMatch(/2015 +– +150 +140 +10 +83\.3 % +16\.4/);
		expect(trial?.stdout).toContain('Nothing was taken in.');
		expect(first?.stdout).toContain('2 events stored, 0 were there already.');
		expect(again?.stdout).toContain('0 events stored, 2 were there already.');
		expect(differs?.stdout).toContain('0 events stored, 1 were there already, 1 differ');
		expect(differs?.stdout).toContain('With --replace they take the place of those.');
		expect(replaced?.stdout).toContain('1 events stored, 1 were there already.');
		expect(await offered()).toEqual({ '2015-01-01': 101, '2015-01-02': 50 });

		const [same, tried, undone] = await run(imported('changed.csv', '--replace'), imported('first.csv', '--dry-run'), [
			'import',
			'undo',
			batchOf(replaced ?? { code: 1, stdout: '', stderr: '' })
		]);
		expect(same?.stdout).toContain('0 events stored, 2 were there already.');
		expect(tried?.stdout).toContain('1 totals say what the log has already');
		expect(tried?.stdout).toContain('1 totals differ from those of the same period in the log');
		expect(undone?.code).toBe(0);
		expect(await offered()).toEqual({ '2015-01-01': 100, '2015-01-02': 50 });

		const [, anew, verified] = await run(
			['import', 'undo', batchOf(first ?? { code: 1, stdout: '', stderr: '' })],
			imported('changed.csv'),
			['verify']
		);
		expect(anew?.stdout).toContain('2 events stored, 0 were there already.');
		expect(await offered()).toEqual({ '2015-01-01': 101, '2015-01-02': 50 });
		expect(verified).toMatchObject({ code: 0 });
	});

	test('of a workbook are the very same events', async () => {
		const number = (value: number, style: 'plain' | 'date' | 'time' = 'plain') => ({ number: String(value), style });
		const cells = (day: number, minutes: number, ...counts: number[]) => [
			...[number(day, 'date'), ...counts.map((count) => number(count)), number(minutes / 1440, 'time')]
		];
		// Days as a workbook counts them, shares as fractions, times as parts of a day.
		const lines = [cells(42_005, 3, 101, 90, 11, 0.8, 20), cells(42_006, 2.5, 50, 50, 0, 0.9, 10)];
		writeWorkbook(file('book.xlsx'), [header.split(','), ...lines]);
		const [book] = await run(imported('book.xlsx'));
		expect(book?.stdout).toContain('0 events stored, 2 were there already.');
	});

	test('with an average whose weight is not known are refused before anything is taken in', async () => {
		const [refused, none, notTotals, alone] = await run(
			['import', file('first.csv'), '--format', 'intervals', '--mapping', file('average.yaml')],
			['import', file('first.csv'), '--format', 'intervals'],
			['import', file('first.csv'), '--format', 'intervals', '--mapping', mappingOf('tickets-by-channel.yaml')],
			['import', file('first.csv'), '--mapping', mappingOf('tickets-by-channel.yaml'), '--replace']
		);
		expect(refused?.code).toBe(1);
		expect(refused?.stderr).toContain('handle: is over answered, which is not mapped: a mean without its weight');
		expect([none?.code, none?.stderr]).toEqual([2, expect.stringContaining('--format intervals: needs --mapping')]);
		expect(notTotals?.code).toBe(1);
		expect(alone?.code).not.toBe(0);
	});

	test('tell in a trial which days contacts are known of', async () => {
		const list = 'id,at,outcome\n1,2015-01-02 09:00:00,answered\n2,2015-01-02 10:00:00,answered\n';
		writeFileSync(file('contacts.csv'), list);
		writeFileSync(
			file('contacts.yaml'),
			'source: pbx\nkey: [id]\narrival: { column: at }\noutcome: { column: outcome, values: { answered: answered } }\nwait: { column: id, format: s }\nqueue: { value: q }\nchannel: { value: phone }\n'
		);
		const [, trial] = await run(
			['import', file('contacts.csv'), '--mapping', file('contacts.yaml')],
			imported('first.csv', '--dry-run')
		);
		expect(trial?.stdout).toContain(
			'2 contacts on 1 days of this time, from 2015-01-02 to 2015-01-02: where both cover a day, contacts count'
		);
	});
});

test('a reader of totals looks only at what came since, and gives the same list where nothing did', async () => {
	const asked: [number, number][] = [];
	let head = 12_000;
	const reader = new IntervalReader(() => ({
		epoch: 'e',
		head: () => Promise.resolve({ seq: head }),
		within: (after, to) => {
			asked.push([after, to]);
			return Promise.resolve([]);
		}
	}));
	const first = await reader.read();
	expect(asked).toEqual([
		[0, 5_000],
		[5_000, 10_000],
		[10_000, 12_000]
	]);
	expect(await reader.read()).toBe(first);
	head = 12_001;
	expect((await reader.read()).totals).toBe(first.totals);
	expect(asked.at(-1)).toEqual([12_000, 12_001]);
});
