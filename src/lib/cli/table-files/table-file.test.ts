import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { writeWorkbook } from '../../../../tests/support/write-workbook.ts';
import { csvRows, longestRowBytes, type NumberedRow } from './csv-rows.ts';
import { detectDelimiter } from './delimiter.ts';
import { openTableFile, type TableFile } from './table-file.ts';
import { detectEncoding } from './text-encoding.ts';

describe('the rows of a text', () => {
	test('are those that were written, whatever is in the cells and wherever the pieces end', async () => {
		const cell = fc.oneof(
			fc.string(),
			fc.constantFrom('', 'a,b', 'line\nend', 'line\r\nend', '"', 'say "hi"', 'é', '€')
		);
		const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(
				table,
				fc.constantFrom(',', ';', '\t'),
				fc.constantFrom('\n', '\r\n'),
				fc.integer({ min: 1, max: 40 }),
				async (rows, delimiter, end, size) => {
					const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter)).join(end);
					const read = await rowsOf(text, delimiter, size);
					expect(read.map(({ row }) => row)).toEqual(rows);
					let line = 1;
					for (const [index, row] of rows.entries()) {
						expect(read[index]?.line).toBe(line);
						line += row.join('').split('\n').length;
					}
				}
			),
			{ numRuns: 200 }
		);
	});

	test('go on after a line whose quote is never closed', async () => {
		const read = await rowsOf('a,b\n1,2\n3,"x\n4,5\n6,7\n', ',', 7);
		expect(read).toEqual([
			{ row: ['a', 'b'], line: 1 },
			{ row: ['1', '2'], line: 2 },
			{ row: ['3,"x'], line: 3, fault: 'opens a quote that is not closed' },
			{ row: ['4', '5'], line: 4 },
			{ row: ['6', '7'], line: 5 }
		]);
	});

	test('go on after a row that would fill the memory', async () => {
		const long = 'z'.repeat(longestRowBytes + 10);
		const read = await rowsOf(`a,b\n1,"${long}\n3,4\n`, ',', 65_536);
		expect(read.map(({ line, fault }) => [line, fault])).toEqual([
			[1, undefined],
			[2, expect.stringMatching(/^is longer than|^opens a quote/)],
			[3, undefined]
		]);
	});

	test('may have any number of columns, and a quote inside a cell is part of it', async () => {
		const read = await rowsOf('a,b\n1\n\n5" pipe,x,y', ',', 100);
		expect(read.map(({ row }) => row)).toEqual([['a', 'b'], ['1'], [''], ['5" pipe', 'x', 'y']]);
	});
});

describe('how a file is written', () => {
	test.each([
		['utf-8', Buffer.from('naam\nZoë\n')],
		['utf-8', Buffer.from('plain\n')],
		['windows-1252', Buffer.from('naam\nZoë\n', 'latin1')],
		['windows-1252', Buffer.concat([Buffer.alloc(400_000, 'plain line\n'), Buffer.from('Zoë\n', 'latin1')])],
		['utf-16le', Buffer.from('naam\nZoë\n', 'utf16le')],
		['utf-16be', Buffer.from('naam\nZoë\n', 'utf16le').swap16()],
		['utf-8', Buffer.from('cut inside a letter: ë').subarray(0, -1)],
		['utf-8', Buffer.alloc(0)]
	])('is found to be %s', async (encoding, content) => {
		expect((await detectEncoding(written(content), undefined)).encoding).toBe(encoding);
	});

	test('is what the mapping says, unless the file begins with a byte order mark', async () => {
		expect((await detectEncoding(written(Buffer.from('a')), 'latin-1')).encoding).toBe('windows-1252');
		expect(await detectEncoding(written(Buffer.from('\uFEFFa\n', 'utf16le')), 'utf-8')).toEqual({
			encoding: 'utf-16le',
			hasByteOrderMark: true,
			endsWithNewline: true
		});
		expect((await detectEncoding(written(Buffer.from('a\nb')), undefined)).endsWithNewline).toBe(false);
	});

	test.each([
		[',', 'id,name,wait\n1,"a;b;c;d",3\n2,"e;f;g;h",4\n'],
		[';', 'id;name;wait\n1;a,b;3\n2;c,d;4\n'],
		['\t', 'id\tname\twait\n1\ta, b, c\t3\n'],
		['|', 'id|name|wait\n1|a|3\n']
	])('parts its columns by %j', (delimiter, text) => {
		expect(detectDelimiter(text, ['id', 'wait'], 1)).toBe(delimiter);
	});
});

describe('a table', () => {
	test('may have its header further down, or none', async () => {
		const below = await openTableFile(written('export of\nMonday\nid,wait\n1,2\n'), { headerRow: 3 }, ['id', 'wait']);
		expect([below.header, await all(below)]).toEqual([['id', 'wait'], [{ row: ['1', '2'], line: 4 }]]);
		const none = await openTableFile(written('1;2\n3;4\n'), { columns: ['id', 'wait'] }, []);
		expect([none.header, (await all(none)).map(({ row }) => row)]).toEqual([
			['id', 'wait'],
			[
				['1', '2'],
				['3', '4']
			]
		]);
	});

	test('of a workbook has its numbers as they are, whether they look like dates or not', async () => {
		const file = join(temporaryFolder(), 'calls.xlsx');
		writeWorkbook(file, [
			['id', 'day', 'time', 'wait', 'met', 'note'],
			[
				'1',
				{ number: '44227', style: 'date' },
				{ number: '0.3840046296296296124', style: 'time' },
				{ number: '12.5' },
				{ boolean: true },
				null
			],
			[
				'2',
				{ number: '44227.999988425928', style: 'date' },
				{ number: '0', style: 'time' },
				{ number: '0' },
				{ boolean: false },
				'x'
			]
		]);
		const table = await openTableFile(file, {}, []);
		expect(table.header).toEqual(['id', 'day', 'time', 'wait', 'met', 'note']);
		const rows = (await all(table)).map(({ row }) => row);
		expect(rows[0]?.slice(3)).toEqual([12.5, 'TRUE', '']);
		expect(rows[1]?.slice(3)).toEqual([0, 'FALSE', 'x']);
		const ms = (cell: unknown): number => Math.round(Number(cell) * 86_400_000);
		expect(rows.map((row) => [ms(row[1]), ms(row[2])])).toEqual([
			[44_227 * 86_400_000, 33_178_000],
			[44_228 * 86_400_000 - 1000, 0]
		]);
	});

	test('of a workbook that counts from 1904 has the same days as one that counts from 1900', async () => {
		const file = join(temporaryFolder(), 'mac.xlsx');
		writeWorkbook(file, [['day'], [{ number: String(44_227 - 1462), style: 'date' }]], true);
		expect((await all(await openTableFile(file, {}, [])))[0]?.row).toEqual([44_227]);
	});

	test('that is no table says so', async () => {
		const file = written('PK\u0003\u0004 nonsense');
		await expect(openTableFile(file, {}, [])).rejects.toThrow(/cannot be read as a workbook/);
		await expect(openTableFile('/nowhere/at/all.csv', {}, [])).rejects.toThrow(/there is no such file/);
		await expect(openTableFile(written('a\n'), { headerRow: 2 }, [])).rejects.toThrow(/has no row 2/);
	});
});

async function rowsOf(text: string, delimiter: string, size: number): Promise<NumberedRow[]> {
	async function* pieces(): AsyncGenerator<Buffer> {
		await Promise.resolve();
		const bytes = Buffer.from(text);
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	const rows: NumberedRow[] = [];
	for await (const batch of csvRows(pieces, delimiter)) rows.push(...batch);
	return rows;
}

async function all(table: TableFile): Promise<NumberedRow[]> {
	const rows: NumberedRow[] = [];
	for await (const batch of table.rows()) rows.push(...batch);
	return rows;
}

function written(content: string | Buffer): string {
	const file = join(temporaryFolder(), 'table.csv');
	writeFileSync(file, content);
	return file;
}

describe('a line that tells Excel the delimiter', () => {
	const opened = async (text: string, options: Parameters<typeof openTableFile>[1] = {}): Promise<unknown> => {
		const file = join(temporaryFolder(), 'table.csv');
		writeFileSync(file, text, 'latin1');
		const table = await openTableFile(file, options, ['a']);
		const rows: NumberedRow[] = [];
		for await (const batch of table.rows()) rows.push(...batch);
		return [table.delimiter, table.header, rows];
	};
	const rows = [{ row: ['1,2,3', '2'], line: 3 }];

	test('is no row, and is believed', async () => {
		expect(await opened('sep=;\r\na;b\r\n1,2,3;2\r\n')).toEqual([';', ['a', 'b'], rows]);
		expect(await opened('"sep=|"\na|b\n1,2,3|2\n')).toEqual(['|', ['a', 'b'], rows]);
	});

	test('is a line for whoever counted lines, and for whoever names the columns', async () => {
		expect(await opened('sep=;\na;b\n1,2,3;2\n', { headerRow: 2 })).toEqual([';', ['a', 'b'], rows]);
		expect(await opened('sep=;\n1,2,3;2\n', { columns: ['a', 'b'] })).toEqual([
			';',
			['a', 'b'],
			[{ row: ['1,2,3', '2'], line: 2 }]
		]);
	});
});

test('an empty file and a folder are called what they are', async () => {
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'empty.csv'), '');
	await expect(openTableFile(join(folder, 'empty.csv'), {}, ['a'])).rejects.toThrow('empty.csv: is empty');
	await expect(openTableFile(folder, {}, ['a'])).rejects.toThrow(`${folder}: is a folder`);
});
