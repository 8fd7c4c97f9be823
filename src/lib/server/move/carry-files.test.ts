import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openViews } from '#lib/server/database/sqlite/open-views.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { carryFiles } from './carry-files.ts';
import { MoveRefused } from './move-refused.ts';

/** A log's files, but for the log. */
function folders() {
	const [from, to] = [temporaryFolder(), join(temporaryFolder(), 'new')];
	for (const name of ['site.key', 'site.seal', 'site.erasures', 'site.follow-0a1b.json', 'other.key'])
		writeFileSync(join(from, name), name);
	openViews(join(from, 'site.db')).close();
	return { from, to, file: join(from, 'site.db'), place: join(to, 'bereik.db') };
}

test('carries what belongs to the log under the names of the new place, for its owner alone', () => {
	const { to, file, place } = folders();
	expect(carryFiles(file, place)).toHaveLength(5);
	const names = ['bereik.erasures', 'bereik.follow-0a1b.json', 'bereik.key', 'bereik.seal', 'bereik.views.db'];
	expect(readdirSync(to).sort()).toEqual(names);
	expect(readFileSync(join(to, 'bereik.key'), 'utf8')).toBe('site.key');
	for (const name of names) expect(statSync(join(to, name)).mode & 0o077).toBe(0);
	openViews(place).close();
});

test('leaves what is there, and carries the rest', () => {
	const { to, file, place } = folders();
	mkdirSync(to);
	writeFileSync(join(to, 'bereik.key'), 'site.key');
	writeFileSync(join(to, 'bereik.erasures'), 'its own');
	expect(carryFiles(file, place)).toHaveLength(3);
	expect(readFileSync(join(to, 'bereik.erasures'), 'utf8')).toBe('its own');
});

test('refuses another key, and carries nothing then', () => {
	const { to, file, place } = folders();
	mkdirSync(to);
	writeFileSync(join(to, 'bereik.seal'), 'another');
	expect(() => carryFiles(file, place)).toThrow(MoveRefused);
	expect(readdirSync(to)).toEqual(['bereik.seal']);
});

test('has nothing to do where the place is the same', () => {
	const { file } = folders();
	expect(carryFiles(file, file)).toEqual([]);
});
