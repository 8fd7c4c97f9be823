import { expect, test } from 'vitest';
import { CspReports } from './csp-reports.ts';

function open() {
	let now = 0;
	const lines: unknown[] = [];
	const reports = new CspReports({ warn: (line: unknown) => void lines.push(line) }, () => now);
	return { reports, lines, pass: (ms: number) => void (now += ms) };
}

const older = (directive: string, blocked: string) =>
	JSON.stringify({ 'csp-report': { 'effective-directive': directive, 'blocked-uri': blocked, 'document-uri': '/x' } });
const newer = (...blocked: readonly string[]) =>
	JSON.stringify(
		blocked.map((blockedURL) => ({
			type: 'csp-violation',
			body: { effectiveDirective: 'script-src-elem', blockedURL, documentURL: 'https://wall.example.org/now' }
		}))
	);

test('both forms are counted, and told in a line per kind and hour', () => {
	const { reports, lines, pass } = open();
	expect(reports.take(older('style-src-attr', 'inline'))).toBe(1);
	expect(reports.take(newer('inline', 'inline', 'https://evil.example/x.js'))).toBe(3);
	expect(reports.take(older('style-src-attr', 'inline'))).toBe(1);
	expect(reports.count).toBe(5);
	expect(lines).toEqual([
		{ directive: 'style-src-attr', blocked: 'inline', count: 1 },
		{ directive: 'script-src-elem', blocked: 'inline', count: 1 },
		{ directive: 'script-src-elem', blocked: 'address', count: 1 }
	]);
	pass(3_600_000);
	reports.take(older('style-src-attr', 'inline'));
	expect(lines.at(-1)).toEqual({ directive: 'style-src-attr', blocked: 'inline', count: 3 });
	expect(lines.length).toBe(4);
});

test('nothing that was sent is written, and no number of kinds fills the log', () => {
	const { reports, lines } = open();
	for (let at = 0; at < 500; at++) reports.take(older(`x${at}\n{"level":60}`, `https://secret-${at}.example/?token=1`));
	reports.take(older('style-src-elem https://secret.example', '\u001b[31m'));
	reports.take(JSON.stringify({ 'csp-report': { 'effective-directive': { toString: 1 }, 'blocked-uri': ['x'] } }));
	expect(lines.length).toBeLessThan(5);
	expect(JSON.stringify(lines)).not.toMatch(/secret|level|u001b|token/);
});

test('what is no report is none, and other reports of a browser are passed over', () => {
	const { reports } = open();
	for (const text of ['', 'x', '1', 'null', '{}', '{"csp-report":1}', '{"csp-report":[]}'])
		expect(reports.take(text), text).toBeNull();
	expect(reports.take('[null, 1, {"type":"deprecation","body":{}}, {"type":"csp-violation"}]')).toBe(0);
	expect(reports.take(newer(...new Array<string>(200).fill('inline')))).toBe(50);
	expect(reports.count).toBe(50);
});
