import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const [, defended = ''] = page.split('## What is defended');
const rows = (defended.split('## What is not defended')[0] ?? '')
	.split('\n')
	.filter((line) => /^\| (?!-|Threat)/.test(line));

test('every defence names tests that are there', () => {
	expect(rows.length).toBeGreaterThan(10);
	for (const row of rows) {
		const named = [...row.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map((match) => match[1] ?? '');
		expect(named.length, row).toBeGreaterThan(0);
		expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
	}
});

test('the page says what is not defended, and how to report a hole', () => {
	expect(page).toMatch(/## What is not defended\n\n- /);
	expect(page).toContain('## Report a hole');
});
