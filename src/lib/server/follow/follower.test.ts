import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FollowedLog, imported } from '../../../../tests/support/followed-log.ts';
import { queueLogLines } from '../../../../tests/support/queue-log-file.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { readFollowRecord } from './follow-record.ts';

const lines = queueLogLines(120, 3);
const text = (from: number, to: number): string =>
	lines
		.slice(from, to)
		.map((line) => `${line}\n`)
		.join('');

function followedLog(): FollowedLog {
	const log = new FollowedLog(temporaryFolder());
	onTestFinished(() => log.end());
	return log;
}

/** What was taken in is exactly what importing the first lines brings. */
function expectAll(log: FollowedLog, count: number): void {
	expect(log.sink.events).toEqual(imported(lines.slice(0, count)));
}

describe('a file that grows', () => {
	test('is read line by line, and a line without its newline waits for it', async () => {
		const log = followedLog();
		const half = text(0, 3).slice(0, -20);
		log.write(half);
		await log.catchUp();
		expectAll(log, 2);
		log.write(text(0, 3).slice(half.length));
		await log.catchUp();
		expectAll(log, 3);
		expect(log.follower.standing).toMatchObject({ problem: null, lines: 3, rejected: 0 });
	});

	test('is not there at first: it is waited for, and nothing proves life meanwhile', async () => {
		const log = followedLog();
		expect(await log.follower.look()).toBeNull();
		expect(log.follower.standing.problem).toBe(`${log.file}: is not there`);
		expect(log.sink.proofs).toEqual([]);
		log.write(text(0, 5));
		await log.catchUp();
		expectAll(log, 5);
		expect(log.follower.standing.problem).toBeNull();
		expect(log.sink.proofs).toHaveLength(1);
	});

	test('has a line longer than anything: it is set aside, and the next ones are read', async () => {
		const log = followedLog();
		log.write(text(0, 1));
		log.write('x'.repeat(1_500_000));
		await log.catchUp();
		expect(log.sink.rejected).toEqual([]);
		log.write(`${'y'.repeat(500_000)}\n${text(1, 4)}`);
		await log.catchUp();
		expectAll(log, 4);
		expect(log.sink.rejected).toMatchObject([{ line: 2, reason: 'longer than 1048576 bytes' }]);
	});

	test('is read at most a thousand lines at a time', async () => {
		const log = followedLog();
		const many = queueLogLines(2_500, 5);
		log.write(many.map((line) => `${line}\n`).join(''));
		expect(await log.follower.look()).toBe(true);
		expect(log.follower.standing.lines).toBe(1_000);
		await log.catchUp();
		expect(log.sink.events).toEqual(imported(many));
	});

	test('cannot be read: a folder of its name, and a link that leads nowhere', async () => {
		const log = followedLog();
		mkdirSync(log.file);
		expect(await log.follower.look()).toBeNull();
		expect(log.follower.standing.problem).toBe(`${log.file}: is no file`);
		rmSync(log.file, { recursive: true });
		log.write(text(0, 2));
		await log.catchUp();
		expectAll(log, 2);
	});

	test.skipIf(process.platform === 'win32')(
		'is a pipe that nobody writes to: it is said, and nothing waits for it',
		{ timeout: 5_000 },
		async () => {
			const log = followedLog();
			execFileSync('mkfifo', [log.file]);
			expect(await log.follower.look()).toBeNull();
			expect(log.follower.standing.problem).toBe(`${log.file}: is no file`);
			rmSync(log.file);
			log.write(text(0, 2));
			await log.catchUp();
			execFileSync('mkfifo', [`${log.file}.1`]);
			log.write(text(2, 4));
			log.start();
			await log.catchUp();
			expectAll(log, 4);
		}
	);

	test('only grows and has no newline: a look costs what was added, and not the file', async () => {
		const log = followedLog();
		log.write(text(0, 1));
		await log.catchUp();
		const cpuOf = async (megabytes: number): Promise<number> => {
			truncateSync(log.file, megabytes * 1_048_576);
			const before = process.cpuUsage();
			await log.catchUp();
			const { user, system } = process.cpuUsage(before);
			return user + system;
		};
		const whole = await cpuOf(600);
		const added = Math.min(await cpuOf(601), await cpuOf(602), await cpuOf(603));
		expect(added).toBeLessThan(whole / 5);
		expect(log.sink.rejected).toEqual([]);
		// Shorter, and the line at which it is known still there: what comes now is not passed over.
		truncateSync(log.file, 5 * 1_048_576);
		log.write(`\n${text(1, 3)}`);
		await log.catchUp();
		expectAll(log, 3);
		expect(log.sink.rejected).toHaveLength(1);
	});

	test.skipIf(process.getuid?.() === 0)('may not be read by this user, and then it may', async () => {
		const log = followedLog();
		log.write(text(0, 2));
		chmodSync(log.file, 0);
		expect(await log.follower.look()).toBeNull();
		expect(log.follower.standing.problem).toBe(`${log.file}: this user may not read it`);
		chmodSync(log.file, 0o600);
		await log.catchUp();
		expectAll(log, 2);
	});
});

describe('a file that is moved', () => {
	test('is renamed while its writer goes on with it: nothing is taken of the new one before the old one is done', async () => {
		const log = followedLog();
		log.write(text(0, 4));
		await log.catchUp();
		log.rotate();
		// The writer has not been told yet.
		writeFileSync(`${log.file}.1`, text(4, 6), { flag: 'a' });
		await log.catchUp();
		expectAll(log, 6);
		log.write(text(6, 9));
		await log.catchUp();
		expectAll(log, 9);
	});

	test('is away and comes back, and was written to meanwhile', async () => {
		const log = followedLog();
		log.write(text(0, 4));
		await log.catchUp();
		const elsewhere = join(temporaryFolder(), 'kept');
		renameSync(log.file, elsewhere);
		writeFileSync(elsewhere, text(4, 6), { flag: 'a' });
		await log.catchUp();
		expectAll(log, 6);
		log.now += 60_000;
		expect(await log.follower.look()).toBeNull();
		expect(log.follower.standing.problem).toBe(`${log.file}: is not there`);
		renameSync(elsewhere, log.file);
		log.write(text(6, 7));
		await log.catchUp();
		expectAll(log, 7);
	});

	test('is emptied and written anew beyond where it was read: the same place in it is another one', async () => {
		const log = followedLog();
		log.write(text(0, 4));
		await log.catchUp();
		writeFileSync(log.file, text(4, 40));
		await log.catchUp();
		expectAll(log, 40);
	});

	test('is rotated twice while nobody follows', async () => {
		const log = followedLog();
		log.write(text(0, 10));
		await log.catchUp();
		log.write(text(10, 20));
		log.rotate();
		log.write(text(20, 30));
		log.rotate();
		log.write(text(30, 40));
		log.start();
		await log.catchUp();
		expectAll(log, 40);
	});

	test('is rotated away and gone: what there is, is read from its beginning, with what was known of open calls', async () => {
		const log = followedLog();
		log.write(text(0, 60));
		await log.catchUp();
		await log.follower.close();
		log.rotate();
		log.removeRotated();
		log.write(text(60, 120));
		log.start();
		await log.catchUp();
		expectAll(log, 120);
	});

	test('is another copy of itself: the place is found in it, and nothing is read twice', async () => {
		const log = followedLog();
		log.write(text(0, 60));
		await log.catchUp();
		await log.follower.close();
		const content = readFileSync(log.file);
		rmSync(log.file);
		writeFileSync(log.file, content);
		log.write(text(60, 61));
		log.start();
		await log.catchUp();
		expectAll(log, 61);
		expect(log.follower.standing.lines).toBe(1);
	});

	test('lost its last lines and is read anew from its beginning: that repeats what it said, and no more', async () => {
		const log = followedLog();
		log.write(text(0, 60));
		await log.catchUp();
		await log.follower.close();
		writeFileSync(log.file, text(0, 30));
		log.start();
		await log.catchUp();
		expect(log.follower.standing.lines).toBe(30);
		expectAll(log, 60);
	});
});

describe('the log behind it', () => {
	test('is away for a while: the same lines are handed over when it is back', async () => {
		const log = followedLog();
		log.write(text(0, 20));
		log.sink.failures = ['before', 'after', 'before'];
		expect(await log.follower.look()).toBeNull();
		expect(log.follower.standing.problem).toBe('the log is away');
		await log.catchUp();
		expectAll(log, 20);
		expect(log.follower.standing.problem).toBeNull();
	});

	test('was put back to before while the follower was down, or is another one: everything is handed over again', async () => {
		const log = followedLog();
		log.write(text(0, 40));
		await log.catchUp();
		await log.follower.close();
		log.sink.putBackTo(10);
		log.start();
		await log.catchUp();
		expectAll(log, 40);
		await log.follower.close();
		log.sink.epoch = 'epoch-2';
		log.sink.putBackTo(0);
		log.start();
		await log.catchUp();
		expectAll(log, 40);
	});

	test('was put back to before under a follower that could not reach it meanwhile', async () => {
		const log = followedLog();
		log.write(text(0, 40));
		await log.catchUp();
		log.write(text(40, 50));
		log.sink.failures = ['before'];
		expect(await log.follower.look()).toBeNull();
		log.sink.putBackTo(10);
		await log.catchUp();
		expectAll(log, 50);
	});
});

test('life is proved every half minute, also when the clock is set back, with an id of its own each time', async () => {
	const log = followedLog();
	log.write(text(0, 1));
	for (const step of [0, 10_000, 19_999, 1, 30_000, -3_600_000, 30_000]) {
		log.now += step;
		await log.follower.look();
	}
	expect(log.sink.proofs.map(({ time }) => time - 1_790_000_000_000)).toEqual([
		0, 30_000, 60_000, -3_540_000, -3_510_000
	]);
});

test('what is kept of a place cannot be half a record, and a damaged one is none', async () => {
	const log = followedLog();
	log.write(text(0, 20));
	await log.catchUp();
	expect(readFollowRecord(log.recordFile)?.place.offset).toBe(text(0, 20).length);
	const whole = readFileSync(log.recordFile, 'utf8');
	for (const broken of ['', whole.slice(0, -1), whole.replace('"seq":', '"seq":1')]) {
		writeFileSync(log.recordFile, broken);
		expect(readFollowRecord(log.recordFile)).toBeNull();
	}
	log.write(text(20, 30));
	log.start();
	await log.catchUp();
	expectAll(log, 30);
});
