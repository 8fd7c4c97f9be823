import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const [, promised = ''] = page.split('## What is promised');
const rows = (promised.split('## What is not proven')[0] ?? '')
	.split('\n')
	.filter((line) => /^\| (?!-|Promise)/.test(line));

function filesIn(row: string): string[] {
	return [...row.matchAll(/`((?:src|tests)\/[\w/.-]+\.ts)`/g)].map((match) => match[1] ?? '');
}

/** What a row lacks, in words; null when it has all. */
function fault(row: string): string | null {
	const named = filesIn(row);
	const missing = named.filter((file) => !existsSync(join(root, file)));
	if (named.length === 0) return 'names no test';
	if (missing.length > 0) return `names what is not there: ${missing.join(', ')}`;
	return /\d{4}-\d{2}-\d{2}/.test(row) ? null : 'does not say when it was last shown';
}

test('every promise names tests that are there, and when they last showed it', () => {
	expect(rows.length).toBeGreaterThan(20);
	expect(rows.map((row) => [row, fault(row)]).filter(([, found]) => found !== null)).toEqual([]);
});

test('a promise without a test, with one that is not there, or without a date is found out', () => {
	expect(fault('| It holds | nobody looked | 2026-11-22 |')).toBe('names no test');
	expect(fault('| It holds | `tests/crash/gone.test.ts` | 2026-11-22 |')).toMatch('tests/crash/gone.test.ts');
	expect(fault('| It holds | `tests/crash/power-loss.test.ts` | at some time |')).toMatch('when');
});

test('every test of a crash stands behind a promise', () => {
	const tests = readdirSync(join(root, 'tests/crash')).filter((name) => name.endsWith('.test.ts'));
	const named = new Set(rows.flatMap(filesIn));
	expect(tests.filter((name) => !named.has(`tests/crash/${name}`))).toEqual([]);
});

test('the page says what is not proven, and its commands are there', () => {
	expect(page).toMatch(/## What is not proven\n\n- /);
	const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }; // as npm reads it
	const commands = [...page.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? '');
	expect(commands).toEqual(expect.arrayContaining(['test:crash', 'soak']));
	expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});
