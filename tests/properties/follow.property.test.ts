import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import { readFollowRecord, writeFollowRecord } from '#lib/server/follow/follow-record.ts';
import { placeAfter } from '#lib/server/follow/place-in-file.ts';
import { FollowedLog, imported } from '../support/followed-log.ts';
import { queueLogLines } from '../support/queue-log-file.ts';
import { runsOf } from '../support/seed.ts';
import { queueLogFolder } from '../support/shared-data.ts';

type Step =
	| Readonly<{ kind: 'write'; bytes: number }>
	| Readonly<{ kind: 'look' | 'rotate' | 'copyAndTruncate' | 'kill' | 'stop' | 'failBefore' | 'failAfter' | 'wait' }>;

const writing = fc.integer({ min: 1, max: 6_000 }).map((bytes): Step => ({ kind: 'write', bytes }));
const other = fc
	.constantFrom(
		'look',
		'look',
		'look',
		'rotate',
		'copyAndTruncate',
		'kill',
		'kill',
		'stop',
		'failBefore',
		'failAfter',
		'wait'
	)
	.map((kind): Step => ({ kind }));
const course = fc.array(fc.oneof(writing, other), { minLength: 5, maxLength: 40 });

/** What happens between the death of one follower and the start of the next; a test breaks it. */
type Between = (log: FollowedLog) => void;

async function follows(lines: readonly string[], steps: readonly Step[], between: Between = () => {}): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-follow-'));
	const log = new FollowedLog(folder);
	try {
		await run(log, lines, steps, between);
		expect(log.sink.events).toEqual(imported(lines));
	} finally {
		await log.end();
		rmSync(folder, { recursive: true });
	}
}

async function run(
	log: FollowedLog,
	lines: readonly string[],
	steps: readonly Step[],
	between: Between
): Promise<void> {
	const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
	let written = 0;
	const write = (count: number): void => {
		log.write(bytes.subarray(written, written + count));
		written = Math.min(bytes.length, written + count);
	};
	// What was rotated away before anybody followed is nobody's to read.
	write(bytes.indexOf('\n', bytes.indexOf('|CONNECT|')) + 1);
	await log.catchUp();
	for (const step of steps) {
		switch (step.kind) {
			case 'write':
				write(step.bytes);
				break;
			case 'look':
				await log.follower.look();
				break;
			case 'rotate':
			case 'copyAndTruncate': {
				// A writer finishes the line that it is at before it takes another file up.
				write(bytes.indexOf('\n', Math.max(0, written - 1)) + 1 - written);
				log[step.kind]();
				break;
			}
			case 'kill':
				between(log);
				log.start();
				break;
			case 'stop':
				await log.follower.close();
				between(log);
				log.start();
				break;
			case 'failBefore':
			case 'failAfter':
				log.sink.failures.push(step.kind === 'failBefore' ? 'before' : 'after');
				break;
			case 'wait':
				log.now += 31_000;
		}
	}
	write(bytes.length);
	log.sink.failures = [];
	await log.catchUp();
}

const seeds = fc.integer({ min: 1, max: 1_000 });

test('following gives exactly what importing the whole file gives, wherever it is killed, rotated, cut and held up', async () => {
	await fc.assert(
		fc.asyncProperty(seeds, course, async (seed, steps) => {
			await follows(queueLogLines(400, seed), steps);
		}),
		runsOf(50)
	);
}, 60_000);

test('a real log is followed as it is imported', async () => {
	const folder = queueLogFolder();
	if (folder === null) return;
	const lines = readFileSync(join(folder, 'queue_log.first-days'), 'utf8')
		.split('\n')
		.filter((line) => line !== '');
	await fc.assert(
		fc.asyncProperty(course, async (steps) => {
			await follows(lines, steps);
		}),
		runsOf(25)
	);
}, 60_000);

const courses = fc.tuple(seeds, course);

/** Whether the same check catches a follower that is broken between its deaths. */
async function catches(between: Between): Promise<void> {
	const check = fc.asyncProperty(courses, ([seed, steps]) => follows(queueLogLines(400, seed), steps, between));
	const { failed } = await fc.check(check, { ...runsOf(150), endOnFailure: true });
	expect(failed).toBe(true);
}

test(
	'one that starts at the end of the file after a restart is caught',
	() =>
		catches((log) => {
			const record = readFollowRecord(log.recordFile);
			if (record === null || log.size === 0) return;
			const { dev: device, ino: inode } = statSync(log.file);
			const bytes = readFileSync(log.file);
			const lastLine = bytes.subarray(bytes.lastIndexOf('\n', bytes.length - 2) + 1);
			writeFollowRecord(log.recordFile, { ...record, place: placeAfter({ device, inode }, bytes.length, lastLine) });
		}),
	60_000
);

test(
	'one that forgets the calls that were open is caught',
	() =>
		catches((log) => {
			const record = readFollowRecord(log.recordFile);
			const memory = asteriskQueueLog.open({ source: 'asterisk' }).memory();
			if (record !== null) writeFollowRecord(log.recordFile, { ...record, memory });
		}),
	60_000
);
