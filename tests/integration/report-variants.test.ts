import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandRun, printedJson, runCommands } from '../support/command-runs.ts';
import { mappingOf } from '../support/translate-table.ts';
import { hasTruthSets, pathOfSet, truthSets } from '../support/truth-sets.ts';

const temporary = mkdtempSync(join(tmpdir(), 'bereik-report-variants-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** A name in each file, and what is put in its place so that every encoding writes other bytes. */
const sets = {
	bank: { name: 'VICKY', written: 'VÍCKY', column: 'q_time', field: 'wait.column' },
	tickets: { name: 'Adolpho Messingham', written: 'Adólpho Messingham', column: 'Source', field: 'channel.column' }
} as const;
const reports = [
	['report', '--by', 'total', '--short', '0', '--target', '60', '--output', 'json'],
	['report', '--by', 'week', '--short', '0', '--target', '60', '--output', 'json'],
	['report', '--by', 'queue', '--short', '0', '--target', '60', '--output', 'csv', '--language', 'nl']
] as const;
/** How much of a file the shorter comparisons take. */
const someRows = 600;

describe.skipIf(!hasTruthSets()).each(['bank', 'tickets'] as const)('%s, the same table in other clothes', (name) => {
	const set = truthSets[name];
	const { written, column, field } = sets[name];
	let header = '';
	let rows: string[] = [];
	let plain: CommandRun[] = [];

	beforeAll(async () => {
		const own = readFileSync(pathOfSet(set), 'latin1').replaceAll('\r\n', '\n').replaceAll(sets[name].name, written);
		[header = '', ...rows] = own.trimEnd().split('\n');
		expect(rows.some((row) => row.includes(written))).toBe(true);
		plain = await imported('plain', [header, ...rows].join('\n'));
		expect((printedJson(plain[1]) as unknown[]).length).toBe(1);
	}, 60_000);

	async function imported(as: string, content: string | Buffer): Promise<CommandRun[]> {
		const place = join(temporary, name, as);
		mkdirSync(place, { recursive: true });
		const file = join(place, 'table.csv');
		writeFileSync(file, content);
		const site = { zone: set.zone, processZone: 'UTC' };
		return runCommands(place, site, [['import', file, '--mapping', mappingOf(set.mapping)], ...reports]);
	}

	const variants: readonly (readonly [as: string, make: () => string | Buffer])[] = [
		['shuffled', () => [header, ...shuffled(rows)].join('\n')],
		['doubled', () => [header, ...rows, ...rows].join('\n')],
		['latin-1', () => Buffer.from([header, ...rows].join('\n'), 'latin1')],
		['utf-16', () => Buffer.from(`\uFEFF${[header, ...rows].join('\r\n')}`, 'utf16le')]
	];
	test.concurrent.each(variants)(
		'%s: the same reports',
		async (as, make) => {
			const [done, ...told] = await imported(as, make());
			expect(done?.code, done?.stderr).toBe(0);
			expect(eventsStored(done)).toBe(eventsStored(plain[0]));
			expect(told.map(withoutLastBit)).toEqual(plain.slice(1).map(withoutLastBit));
		},
		60_000
	);

	test('cut off in the middle of a line: that line is set aside, the rest counts', async () => {
		const whole = [header, ...rows.slice(0, someRows)].join('\n');
		const cut = `${whole}\n${rows[someRows]?.slice(0, 20)}`;
		const [[short, ...expected], [done, ...told]] = await Promise.all([imported('short', whole), imported('cut', cut)]);
		expect(short?.stdout).toContain(`${someRows} rows read`);
		expect(done?.code).toBe(0);
		expect(done?.stderr).toMatch(new RegExp(`line ${someRows + 2}: has \\d+ columns? where the header has \\d+`));
		expect(setAside(done)).toBe(setAside(short) + 1);
		expect(told).toEqual(expected);
	});

	test('without a column: it is named, and no log is made', async () => {
		const [done] = await imported('less', [header.replace(column, 'something else'), ...rows].join('\n'));
		expect(done?.code).toBe(1);
		expect(done?.stderr).toContain(`${field}: the file has no column '${column}'`);
		expect(existsSync(join(temporary, name, 'less', 'log.db'))).toBe(false);
	});
});

function eventsStored(run: CommandRun | undefined): number {
	const stored = Number(/(\d+) events stored/.exec(run?.stdout ?? '')?.[1]);
	expect(stored).toBeGreaterThan(1_000);
	return stored;
}

function setAside(run: CommandRun | undefined): number {
	return Number(/(\d+) set aside/.exec(run?.stdout ?? '')?.[1]);
}

/** A weighted mean of the same addends in another order may differ in its last bit. */
function withoutLastBit({ code, stdout }: CommandRun): Readonly<{ code: number; stdout: string }> {
	const figures = /\d+[.,]\d+/g;
	return { code, stdout: stdout.replace(figures, (text) => Number(text.replace(',', '.')).toPrecision(13)) };
}

/** Every row at another place, and always at the same one. */
function shuffled(rows: readonly string[]): string[] {
	const order = rows.map((row, index) => [(index * 7_919) % rows.length, row] as const);
	return order.sort(([a], [b]) => a - b).map(([, row]) => row);
}
