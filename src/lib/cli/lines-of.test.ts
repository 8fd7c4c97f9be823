import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CommandError } from './command-error.ts';
import { type FileLine, linesOf, longestLineBytes, sizeOf } from './lines-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'bereik-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: string | Buffer): string {
	const file = join(folder, 'file');
	writeFileSync(file, content);
	return file;
}

async function read(file: string): Promise<FileLine[]> {
	const lines: FileLine[] = [];
	for await (const line of linesOf(file)) lines.push(line);
	return lines;
}

describe('the lines of a file', () => {
	test('end at newlines alone and are counted from 1', async () => {
		const odd = 'a\u2028b\u2029c\rd\u0085e';
		expect(await read(fileOf(`one\n\n${odd}\r\ntwo\r\r\nlast`))).toEqual([
			['one', 1, false],
			['', 2, false],
			[odd, 3, false],
			['two\r', 4, false],
			['last', 5, false]
		]);
	});

	test('are as many as there are newlines where the last one ends with one', async () => {
		expect(await read(fileOf('one\ntwo\n'))).toHaveLength(2);
		expect(await read(fileOf('\n'))).toEqual([['', 1, false]]);
		expect(await read(fileOf(''))).toEqual([]);
	});

	test('hold what lies across two chunks whole, and a replacement character where the bytes are not UTF-8', async () => {
		const across = `${'x'.repeat(65_535)}€\r\n`;
		const lines = await read(fileOf(Buffer.concat([Buffer.from(across), Buffer.from([0x61, 0xff, 0x62, 0x0a])])));
		expect(lines).toEqual([
			[across.slice(0, -2), 1, false],
			['a\ufffdb', 2, false]
		]);
	});

	test('are cut off at the longest that is kept, and the next one is whole and has its own number', async () => {
		const lines = await read(fileOf(`${'y'.repeat(longestLineBytes)}\n${'z'.repeat(3 * longestLineBytes)}\nnext\n`));
		expect(lines.map(([line, no, isCut]) => [line.length, no, isCut])).toEqual([
			[longestLineBytes, 1, false],
			[longestLineBytes, 2, true],
			[4, 3, false]
		]);
	});
});

describe('a file that cannot be read', () => {
	test('is named, with the reason of the system', async () => {
		await expect(read(folder)).rejects.toThrow(new CommandError(`${folder}: cannot be read (EISDIR)`));
		const missing = join(folder, 'missing');
		await expect(read(missing)).rejects.toThrow(new CommandError(`${missing}: cannot be read (ENOENT)`));
	});

	test.skipIf(!existsSync('/proc/self/mem'))('may also fail only while it is read', async () => {
		expect(sizeOf('/proc/self/mem')).toBe(0);
		await expect(read('/proc/self/mem')).rejects.toThrow(new CommandError('/proc/self/mem: cannot be read (EIO)'));
	});

	test('has no size', () => {
		expect(() => sizeOf(folder)).toThrow(`${folder}: is a folder; name a file in it`);
		const nowhere = join(folder, 'nowhere');
		expect(() => sizeOf(nowhere)).toThrow(`${nowhere}: there is no such file that can be read`);
	});
});
