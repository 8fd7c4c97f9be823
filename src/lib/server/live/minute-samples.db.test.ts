import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { foldOf } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { randomLog } from '../../../../tests/support/random-log.ts';
import { openViews, viewsFile } from '../database/sqlite/open-views.ts';
import { MinuteSamples, type MinuteSample, type SampleStore } from './minute-samples.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A store that is only a list. */
class ListedSamples implements SampleStore {
	samples: MinuteSample[] = [];

	read(from: number): readonly MinuteSample[] {
		return this.samples.filter(({ at }) => at >= from);
	}

	write(samples: readonly MinuteSample[]): void {
		this.samples.push(...samples);
	}

	forgetBefore(at: number): void {
		this.samples = this.samples.filter((sample) => sample.at >= at);
	}
}

/** A store that takes nothing for as long as its disk is full. */
class FailingSamples extends ListedSamples {
	isFull = true;
	attempts = 0;

	override write(samples: readonly MinuteSample[]): void {
		this.attempts++;
		if (this.isFull) throw new Error('disk is full');
		super.write(samples);
	}
}

const log = new LogWriter().queued(30, 'c1').queued(90, 'c2', 'chats', { channel: 'chat' });

describe('a sample', () => {
	test('is taken at the start of every minute, of the centre and of each fast queue', () => {
		const store = new ListedSamples();
		const samples = new MinuteSamples(store, morning);
		const { state } = foldOf(log.queued(100, 'c3', 'letters', { channel: 'email' }).events);
		samples.takeUpTo(morning + 2 * minute, state);
		samples.flush(morning + 2 * minute);
		const last = store.samples.filter(({ at }) => at === morning + 2 * minute);
		expect(last).toEqual([
			{ at: morning + 2 * minute, queue: null, queueDepth: 2, longestWaitMs: 90_000 },
			{ at: morning + 2 * minute, queue: 'q1', queueDepth: 1, longestWaitMs: 90_000 },
			{ at: morning + 2 * minute, queue: 'chats', queueDepth: 1, longestWaitMs: 30_000 }
		]);
	});

	test('tells nobody waiting from nobody looking', () => {
		const store = new ListedSamples();
		const samples = new MinuteSamples(store, morning);
		samples.takeUpTo(morning + 5 * minute, foldOf([]).state);
		expect(samples.centreAt(morning + 5 * minute)).toBeNull();
		const { state } = foldOf(new LogWriter().queued(310, 'c1').answered(320, 'c1').events);
		samples.takeUpTo(morning + 6 * minute, state);
		expect(samples.centreAt(morning + 5 * minute)).toBeNull();
		expect(samples.centreAt(morning + 6 * minute)).toMatchObject({ queueDepth: 0, longestWaitMs: null });
		expect(samples.centreAt(morning + 7 * minute)).toBeNull();
	});

	test('is taken once, also by the next process', () => {
		const store = new ListedSamples();
		const { state } = foldOf(log.events);
		const first = new MinuteSamples(store, morning);
		first.takeUpTo(morning + 3 * minute, state);
		first.takeUpTo(morning + 3 * minute + 1, state);
		first.flush(morning + 3 * minute);
		const kept = structuredClone(store.samples);
		const second = new MinuteSamples(store, morning + 3 * minute);
		expect(second.centreAt(morning + 3 * minute)).toEqual(first.centreAt(morning + 3 * minute));
		second.takeUpTo(morning + 3 * minute, foldOf([]).state);
		second.flush(morning + 3 * minute);
		expect(store.samples).toEqual(kept);
	});

	test('is kept for eight days, in memory and in the store', () => {
		const store = new ListedSamples();
		const samples = new MinuteSamples(store, morning);
		const { state } = foldOf(log.events);
		samples.takeUpTo(morning + minute, state);
		samples.flush(morning + minute);
		const edge = morning + minute;
		samples.takeUpTo(edge + 8 * day, state);
		samples.flush(edge + 8 * day);
		expect([samples.centreAt(edge)?.at, Math.min(...store.samples.map(({ at }) => at))]).toEqual([edge, edge]);
		samples.takeUpTo(edge + 8 * day + minute, state);
		samples.flush(edge + 8 * day + minute);
		expect(samples.centreAt(edge)).toBeNull();
		expect(Math.min(...store.samples.map(({ at }) => at))).toBe(edge + minute);
	});

	test('older than eight days is neither made nor read at a start', () => {
		const store = new ListedSamples();
		store.samples = [{ at: morning - 9 * day, queue: null, queueDepth: 9, longestWaitMs: null }];
		const samples = new MinuteSamples(store, morning);
		expect(samples.centreAt(morning - 9 * day)).toBeNull();
		const { state } = foldOf(new LogWriter().queued(-10 * 86_400, 'c1').events);
		samples.takeUpTo(morning, state);
		samples.flush(morning);
		const own = store.samples.filter(({ queue }) => queue === null).map(({ at }) => at);
		expect(own).toHaveLength(8 * 24 * 60 + 1);
		expect(own[0]).toBe(morning - 8 * day);
	});
});

describe('a store that fails', () => {
	test('is tried again a minute later, and then gets what it missed', () => {
		const store = new FailingSamples();
		const samples = new MinuteSamples(store, morning);
		const { state } = foldOf(log.events);
		samples.takeUpTo(morning + 2 * minute, state);
		expect(() => samples.flush(morning + 2 * minute)).toThrow('disk is full');
		for (let second = 1; second < 60; second++) samples.flush(morning + 2 * minute + second * 1_000);
		expect(store.attempts).toBe(1);
		store.isFull = false;
		samples.takeUpTo(morning + 3 * minute, state);
		samples.flush(morning + 3 * minute);
		const missed = store.samples.filter(({ queue }) => queue === null).map(({ at }) => (at - morning) / minute);
		expect(missed.slice(-2)).toEqual([2, 3]);
	});

	test('is not waited for with more than the newest fifty thousand', () => {
		const store = new FailingSamples();
		const samples = new MinuteSamples(store, morning);
		const many = new LogWriter();
		for (let no = 0; no < 60; no++) many.queued(no / 100, `c${no}`, `q${no}`);
		const { state } = foldOf(many.events);
		const end = morning + 1_200 * minute;
		samples.takeUpTo(end, state);
		expect(() => samples.flush(end)).toThrow('disk is full');
		store.isFull = false;
		samples.flush(end + minute);
		expect(store.samples).toHaveLength(50_000);
		expect(store.samples.at(-1)?.at).toBe(end);
	});
});

describe('a start', () => {
	test('reads out of the log the very samples that were taken live', async () => {
		await fc.assert(
			fc.asyncProperty(randomLog, async (events) => {
				const configuration = testConfiguration();
				const live = await openApplication(morning, configuration);
				let next = morning;
				for (const event of events) {
					for (; next < event.time; next += minute) await live.take(next);
					await live.take(event.time, offered(event));
				}
				const end = morning + 3 * 60 * minute;
				await live.take(end);
				await live.close();
				const taken = keptIn(configuration.databaseFile);
				for (const suffix of ['', '-wal', '-shm'])
					rmSync(viewsFile(configuration.databaseFile) + suffix, { force: true });
				const again = await openApplication(end, configuration);
				again.app.tick();
				await again.close();
				expect(keptIn(configuration.databaseFile)).toEqual(taken);
				expect(taken.length).toBeGreaterThan(0);
			}),
			{ numRuns: 6 }
		);
	});

	test('after a pause says of the minutes it missed what its log knows of them', async () => {
		const configuration = testConfiguration();
		const first = await openApplication(morning, configuration);
		await first.take(morning + 30_000, ...new LogWriter().queued(30, 'c1').events.map(offered));
		await first.take(morning + minute);
		await first.close();
		const second = await openApplication(morning + 10 * minute, configuration);
		second.app.tick();
		await second.close();
		const centre = keptIn(configuration.databaseFile).filter(({ queue }) => queue === null);
		expect(
			centre.map(({ at, queueDepth, longestWaitMs }) => [(at - morning) / minute, queueDepth, longestWaitMs])
		).toEqual(Array.from({ length: 10 }, (_, index) => [index + 1, 1, (index + 1) * minute - 30_000]));
	});
});

function keptIn(logFile: string): readonly MinuteSample[] {
	const views = openViews(logFile);
	const kept = views.read(0);
	views.close();
	return [...kept].sort((a, b) => a.at - b.at || ((a.queue ?? '') < (b.queue ?? '') ? -1 : 1));
}

function offered({ source, id, type, time, data }: LogEvent): NewEvent {
	return { source, id, type, time, data } as NewEvent; // of the contract
}
