import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, say, step, StepFailed } from './progress.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const elsewhere = [
	'/usr/bin',
	'/usr/local/bin',
	'/opt/google/chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'
];

/**
 * A Chromium for the browser tests: the one that is named or found, else Debian's where this may be installed.
 * @returns {Promise<string | null>} path of the executable; null when there is none, which is said
 */
export async function findBrowser() {
	const named = process.env.BEREIK_CHROMIUM;
	if (named === 'none') return skip('BEREIK_CHROMIUM=none');
	if (named) return existsSync(named) ? named : skip(`BEREIK_CHROMIUM names ${named}, which does not exist`);
	return search() ?? (await installed());
}

function search() {
	const folders = (process.env.PATH ?? '').split(delimiter);
	const candidates = [...elsewhere, ...folders].flatMap((place) => [place, ...names.map((name) => join(place, name))]);
	const files = candidates.filter(
		(path) => names.some((name) => path.toLowerCase().endsWith(name)) || /\.exe$|MacOS/.test(path)
	);
	return files.find((path) => existsSync(path)) ?? null;
}

async function installed() {
	const hasApt = process.platform === 'linux' && existsSync('/usr/bin/apt-get');
	if (!hasApt || process.getuid?.() !== 0) return skip('none is installed, and this account cannot install one');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const patience = ['-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=30', '-o', 'DPkg::Lock::Timeout=120'];
	const packages = ['--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
	try {
		await step('Reading the package lists (apt-get update)', () =>
			runQuietly('apt-get', [...patience, '-q', 'update'], { env })
		);
		await step('Installing a browser for the browser tests (apt-get install chromium)', () =>
			runQuietly('apt-get', [...patience, '-q', '-y', 'install', ...packages], { env })
		);
	} catch (error) {
		if (!(error instanceof StepFailed)) throw error;
		const lines = error.message.split('\n');
		return skip(`${lines[0]} (${lines.at(-1)})`);
	}
	const path = search();
	// Ubuntu's package of that name is an empty one that points to a snap.
	const runs = path !== null && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;
	return runs ? path : skip('the one that apt-get installed does not run');
}

function skip(reason) {
	say(`! No browser: ${reason}.\n! The browser tests are skipped; name a Chromium in BEREIK_CHROMIUM to run them.`);
	return null;
}
