import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A long series of the property tests: every round from another seed, with more cases than usual, until the time is over or
 * something fails. `node tests/properties/series.ts [minutes] [path …]`
 */
const usualMinutes = 10;
/** How many times as many cases as `npm test` tries; a round's start costs as much as its usual cases. */
const runs = Number(process.env['BEREIK_RUNS'] ?? 5);
const root = join(import.meta.dirname, '../..');

const given = process.argv.slice(2);
const minutes = /^[\d.]+$/.test(given[0] ?? '') ? Number(given.shift()) : usualMinutes;
const files = given.length > 0 ? given : propertyTests();
const endsAt = performance.now() + minutes * 60_000;

let rounds = 0;
do {
	const seed = Math.floor(Math.random() * 0x7fff_ffff);
	const startedAt = performance.now();
	const output = failureOf(seed);
	if (output !== null) {
		console.log(output);
		console.log(`Seed ${seed} fails. This repeats it:\n`);
		const failed = new Set(output.match(/(?<=FAIL .*)(?:src|tests)\S+\.test\.ts/g) ?? given);
		console.log(`BEREIK_SEED=${seed} BEREIK_RUNS=${runs} npm test -- --testTimeout=600000 ${[...failed].join(' ')}`);
		process.exit(1);
	}
	rounds += 1;
	console.log(`seed ${seed}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s, nothing found`);
} while (performance.now() < endsAt);
console.log(`${rounds} rounds of ${files.length} files, nothing found`);

/** Every file of tests that tries random cases, but for those that start and kill servers. */
function propertyTests(): string[] {
	return ['src', 'tests']
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
		)
		.filter((file) => file.endsWith('.test.ts') && !file.startsWith(join('tests', 'crash')))
		.filter((file) => readFileSync(join(root, file), 'utf8').includes("from 'fast-check'"));
}

/** @returns what a round printed where something failed, null where nothing did */
function failureOf(seed: number): string | null {
	const vitest = join(root, 'node_modules/vitest/vitest.mjs');
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[vitest, 'run', '--reporter=dot', '--testTimeout=600000', ...files],
		{
			cwd: root,
			encoding: 'utf8',
			env: { ...process.env, BEREIK_SEED: String(seed), BEREIK_RUNS: String(runs), NO_COLOR: '1' },
			maxBuffer: 2e8
		}
	);
	return status === 0 ? null : `${stdout}${stderr}`;
}
