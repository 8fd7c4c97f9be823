import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../support/import-graph.ts';

const root = join(import.meta.dirname, '../..');
const folder = 'docs/decisions';
const records = readdirSync(join(root, folder)).sort();
const pages = [
	'README.md',
	'ARCHITECTURE.md',
	'CONTRIBUTING.md',
	'docs/glossary.md',
	...records.map((name) => `${folder}/${name}`)
];

describe.each(records)('%s', (name) => {
	const text = read(`${folder}/${name}`);

	test('has a number, a title and a status', () => {
		expect(name).toMatch(/^\d{4}(-[a-z0-9]+)+\.md$/);
		expect(text.split('\n')[0]).toMatch(new RegExp(`^# ${name.slice(0, 4)} \\S`));
		expect(text).toMatch(/^Status: (proposed|accepted|superseded by \d{4}), \d{4}-\d{2}-\d{2}/m);
	});

	test('says context, decision, options and consequences on one screen', () => {
		const headings = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
		expect(headings).toEqual(['Context', 'Decision', 'Options not taken', 'Consequences']);
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
	});
});

test('no number is used twice', () => {
	const numbers = records.map((name) => name.slice(0, 4));
	expect(numbers).toEqual([...new Set(numbers)]);
});

test('every document that the sources point to is there', () => {
	const missing = [...readSources(root, 'src')].flatMap(([file, text]) =>
		[...text.matchAll(/\bdocs\/[\w/.-]+\.md\b/g)]
			.filter(([path]) => !existsSync(join(root, path)))
			.map(([path]) => `${file}: ${path}`)
	);
	expect(missing).toEqual([]);
});

test.each(pages)('every link of %s leads somewhere', (page) => {
	const text = read(page).replace(/```[\s\S]*?```/g, '');
	const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '');
	expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test('the map of the house fits on two screens', () => {
	expect(read('ARCHITECTURE.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

function read(file: string): string {
	return readFileSync(join(root, file), 'utf8');
}
