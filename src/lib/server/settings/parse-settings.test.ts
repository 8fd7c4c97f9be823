import { expect, test } from 'vitest';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { parseSettings } from './parse-settings.ts';

function problemsOf(text: string, form: 'yaml' | 'json' = 'yaml'): readonly string[] {
	const parsed = parseSettings(text, form, defaultSiteSettings);
	return parsed.ok ? [] : parsed.problems;
}

test('a fault of a YAML file names its line', () => {
	const text =
		'site:\n  zone: Nowhere\nchannels:\n  phone:\n    - target: 20s\n    - from: 2026-01-01\n      target: fast\nchanels: {}\n';
	expect(problemsOf(text)).toEqual([
		'line 2: site.zone: must be a time zone like Europe/Amsterdam, not "Nowhere"',
		'line 7: channels.phone[1].target: must be a duration like 20s, 1m30s or 24h, not "fast"',
		'line 8: chanels: there is no such field; did you mean channels?'
	]);
});

test('a fault of a JSON file does too, indented by blanks or tabs', () => {
	for (const indent of ['  ', '\t']) {
		const text = JSON.stringify({ site: { name: 'x' }, queues: [{ id: 'a' }, { names: 'b' }] }, null, indent);
		const [problem] = problemsOf(text, 'json');
		expect(problem).toBe('line 9: queues[1].id: missing');
	}
});

test('what cannot be read at all names the line as well', () => {
	expect(problemsOf('site:\n  name: [a\nroster: 5h\n')[0]).toMatch(/^line \d: /);
	expect(problemsOf('{\n"roster": 5h\n}', 'json')).toEqual([expect.stringMatching(/^line 2: is not JSON/)]);
	expect(problemsOf('roster: 5h\nroster: 6h\n')[0]).toMatch(/^line 2: .*unique/);
});

test('JSON is JSON: what only YAML allows is refused there', () => {
	expect(problemsOf('roster: 5h', 'json')).toEqual([expect.stringContaining('is not JSON')]);
});

test('dates and times are texts, whatever writes them; a byte order mark and an empty file are no fault', () => {
	expect(problemsOf('\uFEFFholidays: [{ date: 2026-12-25 }]\nhours: { monday: [08:00-12:30] }')).toEqual([]);
	expect(problemsOf('\uFEFF{"roster": "5h"}', 'json')).toEqual([]);
	expect(problemsOf('')).toEqual([]);
	expect(problemsOf('# nothing yet\n')).toEqual([]);
});

test('aliases that would fill the memory, lead nowhere or lead into themselves are a fault, not a failure', () => {
	const nested = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index, names) => {
		const within = index === 0 ? 'x' : `*${names[index - 1]}`;
		return `${name}: &${name} [${Array.from({ length: 10 }, () => within).join(', ')}]`;
	});
	expect(problemsOf(nested.join('\n'))).toEqual(['repeats itself by too many aliases']);
	expect(problemsOf('site: *nowhere')).toEqual(['there is no anchor &nowhere before *nowhere']);
	expect(problemsOf('site: &site { name: x, zone: *site }')).toEqual(['an alias stands inside what it refers to']);
	expect(problemsOf('hours: { monday: &day [08:00-12:00], tuesday: *day }')).toEqual([]);
});

test('a fault is told once, and in words for whoever wrote the file', () => {
	expect(problemsOf('queues: [{ id: a, retiredSince: soon }]')).toHaveLength(1);
	expect(problemsOf('roster: 5h\n---\nroster: 6h\n')).toEqual(['line 2: a second document begins; there may be one']);
});
