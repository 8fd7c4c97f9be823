// `setup`, `build`, `demo` and `test` from a clean clone: makes what is missing, then starts the thing itself.
// Runs under any Node from 18 on, before anything is installed: no packages, no TypeScript.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInPlace } from '../bin/runtime.mjs';
import { findBrowser } from './setup/browser.mjs';
import { say, StepFailed } from './setup/progress.mjs';
import { buildPages, findRuntime, installDependencies } from './setup/steps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...args] = process.argv.slice(2);
const commands = { setup, build, demo, test };
const vitest = [
	join(root, 'node_modules/vitest/vitest.mjs'),
	'run',
	'--reporter=default',
	`--reporter=${join(root, 'scripts/counts-reporter.mjs')}`
];

try {
	if (!Object.hasOwn(commands, command ?? '')) {
		throw new StepFailed(`usage: node scripts/start.mjs ${Object.keys(commands).join(' | ')}`);
	}
	process.exitCode = await commands[command]();
} catch (error) {
	if (!(error instanceof StepFailed)) throw error;
	say(`\n${error.message}`);
	process.exitCode = 1;
}

async function setup() {
	await installDependencies(root);
	findRuntime(root);
	say('Ready: `npm run demo` shows a simulated centre, `npx bereik --help` the rest.');
	return 0;
}

async function build() {
	await prepare();
	return 0;
}

async function demo() {
	const { runtime, env } = await prepare();
	return runInPlace(runtime, [join(root, 'bin/bereik.mjs'), 'demo', ...args], { env });
}

async function test() {
	const { runtime, env } = await prepare();
	const isLong = args.includes('--crash');
	const chosen = args.filter((arg) => arg !== '--crash');
	const browser = await findBrowser();
	const folder = mkdtempSync(join(tmpdir(), 'bereik-counts-'));
	try {
		const counts = join(folder, 'counts.json');
		const code = await runInPlace(runtime, [...vitest, ...(isLong && chosen.length === 0 ? longTests() : chosen)], {
			cwd: root,
			env: {
				...env,
				BEREIK_COUNTS: counts,
				...(browser && { BEREIK_CHROMIUM: browser }),
				// The long tests try something else each time, and say from which seed.
				...(isLong && { BEREIK_LONG: '1', BEREIK_SEED: env.BEREIK_SEED ?? String(Date.now() % 1_000_000_000) })
			}
		});
		return close(code, counts);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function prepare() {
	await installDependencies(root);
	const runtime = findRuntime(root);
	const env = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter) };
	await buildPages(root, runtime, env);
	return { runtime, env };
}

/** The files of tests that have a long form, and all that is about crashes. */
function longTests() {
	const files = ['src', 'tests'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
	);
	return files.filter(
		(file) =>
			file.endsWith('.test.ts') &&
			(file.startsWith(join('tests', 'crash')) || readFileSync(join(root, file), 'utf8').includes("env['BEREIK_LONG']"))
	);
}

/** The last word of a test run: what was counted, and an exit code that agrees with it. */
function close(code, file) {
	if (!existsSync(file)) throw new StepFailed(`The test run ended with exit code ${code} before it counted anything.`);
	const { passed, failed, skipped } = JSON.parse(readFileSync(file, 'utf8'));
	if (code !== 0 && failed === 0) say(`The test run ended with exit code ${code} although no test failed.`);
	console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
	return code === 0 && failed > 0 ? 1 : code;
}
