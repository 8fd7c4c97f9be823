import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'bereik-counts-'));
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('counts what passed, what did not, and what was never run', () => {
	const files = {
		plain: `test('holds', () => {}); test('fails', () => { throw new Error('no'); }); test.skip('rests', () => {}); test.todo('later');`,
		hook: `describe('broken', () => { beforeAll(() => { throw new Error('no'); }); test('never run', () => {}); });`,
		load: `import './not-there.ts'; test('never seen', () => {});`,
		late: `test('holds', () => { setTimeout(() => { throw new Error('late'); }, 1); return new Promise((done) => setTimeout(done, 100)); });`
	};
	// One failing test, one broken hook, one file that does not load, one error that nobody caught.
	expect(countsOf(files)).toEqual({ passed: 2, failed: 4, skipped: 3 });
});

test('counts no failure where there is none', () => {
	expect(countsOf({ plain: `test('holds', () => {}); test.each([1, 2])('holds for %i', () => {});` })).toEqual({
		passed: 3,
		failed: 0,
		skipped: 0
	});
});

function countsOf(files: Readonly<Record<string, string>>): unknown {
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(folder, `${name}.test.ts`), `import { beforeAll, describe, test } from 'vitest';\n${text}`);
	const counts = join(folder, 'counts.json');
	const args = ['run', '--root', folder, '--reporter', join(root, 'scripts/counts-reporter.mjs')];
	spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
		cwd: folder,
		env: { ...process.env, BEREIK_COUNTS: counts }
	});
	return JSON.parse(readFileSync(counts, 'utf8'));
}
