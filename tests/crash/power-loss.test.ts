import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { seed } from '../support/seed.ts';
import { lastingFolder, temporaryFolder } from '../support/temporary-folder.ts';
import {
	auditDisk,
	compileDiskJournal,
	diskAfter,
	type Mode,
	type Recording,
	recordAppending
} from './support/power-loss.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const crashes = isLong ? 300 : 30;
/** Enough for the write-ahead log to be moved into the file, and begun again, more than once. */
const commits = isLong ? 1_500 : 320;

const folder = lastingFolder();
const library = compileDiskJournal(folder);
let asShipped: Recording;
let unflushed: Recording;

beforeAll(async () => {
	if (library === null) return;
	const record = (mode: Mode): Promise<Recording> => {
		const own = join(folder, mode);
		mkdirSync(own);
		return recordAppending(library, own, commits, seed, mode);
	};
	[asShipped, unflushed] = await Promise.all([record('as-shipped'), record('normal')]);
}, 300_000);

type Losses = Readonly<{ losing: number; mostLost: number; halves: number; unsound: number }>;

/** Cuts the power at random points after the first acknowledgement, and counts those after which something was missing. */
function cutThePower(recording: Recording, name: string): Losses {
	const random = randomStream(seed, name);
	const folder = temporaryFolder();
	const first = recording.steps.findIndex(({ file }) => file === '-acknowledged');
	const losses = { losing: 0, mostLost: 0, halves: 0, unsound: 0 };
	for (let crash = 0; crash < crashes; crash++) {
		const upTo = first + 1 + Math.floor(random() * (recording.steps.length - first));
		const place = join(folder, String(crash));
		const { lost, halves, isSound } = auditDisk(diskAfter(recording, upTo, random), place);
		rmSync(place, { recursive: true });
		if (lost > 0) losses.losing++;
		losses.mostLost = Math.max(losses.mostLost, lost);
		losses.halves += halves;
		if (!isSound) losses.unsound++;
	}
	return losses;
}

function flushes({ steps }: Recording): number {
	return steps.filter(({ kind, file }) => kind === 'flush' && file === '-wal').length;
}

describe.skipIf(library === null)(`seed ${seed}`, () => {
	test(
		`${crashes} losses of power lose no acknowledged event, halve no request and damage nothing`,
		{ timeout: 300_000 },
		() => {
			const { file, steps } = asShipped;
			// What was put down is all there was: without a loss it gives the files as they are, byte by byte.
			const whole = diskAfter(asShipped, steps.length);
			for (const [ending, bytes] of whole) expect(bytes.equals(readFileSync(`${file}${ending}`)), ending).toBe(true);
			expect(existsSync(`${file}-wal`)).toBe(true);
			// The write-ahead log was moved into the file meanwhile: crash points lie in that, too.
			expect(steps.filter(({ kind, file: of }) => kind === 'flush' && of === '').length).toBeGreaterThan(1);
			const losses = cutThePower(asShipped, 'as shipped');
			console.log(
				`${crashes} losses of power over ${commits} commits (${flushes(asShipped)} flushes of the log): ${losses.losing} lost something`
			);
			expect(losses).toEqual({ losing: 0, mostLost: 0, halves: 0, unsound: 0 });
		}
	);

	test(
		'a log that is not flushed at each commit loses what it acknowledged, and is found out',
		{ timeout: 300_000 },
		() => {
			const losses = cutThePower(unflushed, 'normal');
			console.log(
				`canary: ${losses.losing} of ${crashes} lost something, up to ${losses.mostLost} commits (${flushes(unflushed)} flushes)`
			);
			expect(losses.losing).toBeGreaterThan(crashes / 4);
			// It is behind, and nothing worse: that is what it is for.
			expect(losses).toMatchObject({ halves: 0, unsound: 0 });
		}
	);
});
