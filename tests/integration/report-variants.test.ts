import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandRun, printedJson, runSequences } from '../support/command-runs.ts';
import { mappingOf } from '../support/translate-table.ts';
import { hasTruthSets, pathOfSet, truthSets } from '../support/truth-sets.ts';

const temporary = mkdtempSync(join(tmpdir(), 'bereik-report-variants-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/**
 * A name in each file, and what is put in its place so that every encoding writes other bytes; and which rows are taken: clothes
 * do not depend on how many wear them, and the whole files are compared with their truths elsewhere.
 */
const sets = {
	bank: { name: 'VICKY', written: 'VÍCKY', column: 'q_time', field: 'wait.column', oneRowIn: 12 },
	tickets: {
		name: 'Adolpho Messingham',
		written: 'Adólpho Messingham',
		column: 'Source',
		field: 'channel.column',
		oneRowIn: 1
	}
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
	const dressed = new Map<string, CommandRun[]>();

	beforeAll(async () => {
		const own = readFileSync(pathOfSet(set), 'latin1').replaceAll('\r\n', '\n').replaceAll(sets[name].name, written);
		const [first = '', ...all] = own.trimEnd().split('\n');
		header = first;
		rows = all.filter((_, index) => index % sets[name].oneRowIn === 0);
		expect(rows.some((row) => row.includes(written))).toBe(true);
		const [bare = [], ...others] = await imported([
			['plain', [header, ...rows].join('\n')],
			...variants.map(([as, make]) => [as, make()] as const)
		]);
		plain = bare;
		for (const [index, [as]] of variants.entries()) dressed.set(as, others[index] ?? []);
		expect((printedJson(plain[1]) as unknown[]).length).toBe(1);
	}, 60_000);

	function imported(
		tables: readonly (readonly [as: string, content: string | Buffer])[]
	): Promise<readonly CommandRun[][]> {
		const sequences = tables.map(([as, content]) => {
			const folder = join(temporary, name, as);
			mkdirSync(folder, { recursive: true });
			const file = join(folder, 'table.csv');
			writeFileSync(file, content);
			return { folder, zone: set.zone, commands: [['import', file, '--mapping', mappingOf(set.mapping)], ...reports] };
		});
		return runSequences('UTC', sequences);
	}

	const variants: readonly (readonly [as: string, make: () => string | Buffer])[] = [
		['shuffled', () => [header, ...shuffled(rows)].join('\n')],
		['doubled', () => [header, ...rows, ...rows].join('\n')],
		['latin-1', () => Buffer.from([header, ...rows].join('\n'), 'latin1')],
		['utf-16', () => Buffer.from(`\uFEFF${[header, ...rows].join('\r\n')}`, 'utf16le')]
	];
	test.each(variants)('%s: the same reports', (as) => {
		const [done, ...told] = dressed.get(as) ?? [];
		expect(done?.code, done?.stderr).toBe(0);
		expect(eventsStored(done)).toBe(eventsStored(plain[0]));
		expect(told).toHaveLength(reports.length);
		expect(told.map(withoutLastBit)).toEqual(plain.slice(1).map(withoutLastBit));
	});

	test('cut off in the middle of a line: that line is set aside, the rest counts', async () => {
		const whole = [header, ...rows.slice(0, someRows)].join('\n');
		const cut = `${whole}\n${rows[someRows]?.slice(0, 20)}`;
		const [[short, ...expected] = [], [done, ...told] = []] = await imported([
			['short', whole],
			['cut', cut]
		]);
		expect(short?.stdout).toContain(`${someRows} rows read`);
		expect(done?.code).toBe(0);
		expect(done?.stderr).toMatch(new RegExp(`line ${someRows + 2}: has \\d+ columns? where the header has \\d+`));
		expect(setAside(done)).toBe(setAside(short) + 1);
		expect(told).toEqual(expected);
	});

	test('without a column: it is named, and no log is made', async () => {
		const less = [header.replace(column, 'something else'), ...rows].join('\n');
		const [[done] = []] = await imported([['less', less]]);
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
