import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = process.env['BEREIK_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** Folder with real queue_logs and the figures that another program counted from them; null where this machine has none. */
export function queueLogFolder(): string | null {
	const folder = join(shared, 'data/asterisk-queue-log');
	if (existsSync(folder)) return folder;
	console.warn(`SKIPPED: real queue_logs, because ${folder} is absent (set BEREIK_SHARED to its place)`);
	return null;
}

/** Folder with one set of real or published records and the figures that another program counted; null where there is none. */
export function sharedFolder(name: string): string | null {
	const folder = join(shared, 'data', name);
	if (existsSync(folder)) return folder;
	console.warn(`SKIPPED: ${name}, because ${folder} is absent (set BEREIK_SHARED to its place)`);
	return null;
}

/** A published example of a format, like `cloudevents/batch.json`; null where there is none. */
export function sharedFormat(name: string): string | null {
	const file = join(shared, 'formats', name);
	if (existsSync(file)) return file;
	console.warn(`SKIPPED: ${name}, because ${file} is absent (set BEREIK_SHARED to its place)`);
	return null;
}

/** Figures of a service level with one target, as a truth file has them. */
export type TruthLevel = Readonly<{
	answered_within: number;
	abandoned_within: number;
	sl_offered: number;
	sl_answered: number;
	sl_excl_short: number;
	sl_abandon_ok: number;
}>;

/** One bucket of a truth file: the part that is compared. Rates and means have six decimals. */
export type TruthBucket = Readonly<{
	offered: number;
	answered: number;
	abandoned: number;
	abandon_rate: number;
	asa: number | null;
	mean_wait_all: number | null;
	mean_wait_abandoned: number | null;
	sl10: TruthLevel;
	sl20: TruthLevel;
	sl30: TruthLevel;
	sl60: TruthLevel;
}>;

/** A truth file. Its own script, not this product, made it. */
export type Truth = Readonly<{
	local_zone: string;
	total: TruthBucket;
	by_local_day: Readonly<Record<string, TruthBucket>>;
}>;

/** Reads a truth file. */
export function readTruth(file: string): Truth {
	return JSON.parse(readFileSync(file, 'utf8')) as Truth; // its shape is what the tests compare
}
