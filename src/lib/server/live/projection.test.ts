import { describe, expect, test } from 'vitest';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import { ask, calendar, settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { MemoryLog } from '../../../../tests/support/memory-log.ts';
import { Attempts } from '../attempts.ts';
import { SteppedClock } from '../clock.ts';
import { Checkpoints, type StoredCheckpoint } from './checkpoint.ts';
import { MinuteSamples } from './minute-samples.ts';
import { Projection } from './projection.ts';

const later = morning + 600_000;

/** A projection over a log in memory; nothing is kept between two of them. */
function projectionOf(log: MemoryLog) {
	const kept: StoredCheckpoint[] = [];
	const disk = { isFull: false };
	const unlessFull = (): void => {
		if (disk.isFull) throw new Error('database or disk is full');
	};
	const store = {
		readCheckpoint: () => kept.at(-1) ?? null,
		writeCheckpoint: (one: StoredCheckpoint) => {
			unlessFull();
			kept.push(one);
		}
	};
	const failures: unknown[] = [];
	const said: string[] = [];
	const clock = new SteppedClock(later);
	const samples = new MinuteSamples({ read: () => [], write: unlessFull, forgetBefore: () => {} }, later);
	const projection = new Projection({
		log,
		settings,
		clock,
		samples,
		checkpoints: new Checkpoints(store, 'epoch', settings),
		attempts: new Attempts({ error: (_: unknown, text: string) => said.push(text) } as never), // the one method called
		onFailure: (error) => failures.push(error)
	});
	return { projection, failures, kept, samples, clock, disk, said };
}

function figures(projection: Projection) {
	return figuresAt(projection.state, 'all', { kind: 'today' }, later, settings, calendar);
}

const calls = new LogWriter()
	.queued(0, 'c1')
	.queued(5, 'c2')
	.answered(10, 'c1')
	.queued(20, 'c3', 'q2')
	.abandoned(30, 'c2')
	.ended(40, 'c1')
	.answered(50, 'c3', 'a2').events;

describe('what the log hands over', () => {
	test('is folded at once, without asking the log for anything', async () => {
		const log = new MemoryLog();
		const { projection } = projectionOf(log);
		await projection.start();
		log.asked.length = 0;
		log.commit(...calls);
		expect(projection.state.seq).toBe(calls.length);
		expect(log.asked).toEqual([]);
		expect(figures(projection)).toEqual(ask(calls, later));
	});

	test('with a hole in it makes the projection read the log', async () => {
		const log = new MemoryLog();
		const { projection } = projectionOf(log);
		await projection.start();
		const [first, second, third, ...rest] = calls;
		log.commit(...[first].filter((event) => event !== undefined));
		log.store(...[second].filter((event) => event !== undefined));
		log.asked.length = 0;
		log.commit(...[third].filter((event) => event !== undefined));
		await projection.settled();
		expect(log.asked).toEqual(['read 1']);
		expect(projection.state.seq).toBe(3);
		log.commit(...rest);
		await projection.settled();
		expect(figures(projection)).toEqual(ask(calls, later));
	});

	test('twice is folded once', async () => {
		const log = new MemoryLog();
		const { projection, failures } = projectionOf(log);
		await projection.start();
		log.commit(...calls);
		log.tell(...calls);
		log.tell(...calls.slice(3));
		await projection.settled();
		expect([projection.state.seq, failures]).toEqual([calls.length, []]);
		expect(figures(projection)).toEqual(ask(calls, later));
	});

	test('while the log is still being read is not lost, nor folded twice', async () => {
		for (const before of [0, 2, calls.length]) {
			const log = new MemoryLog();
			log.store(...calls.slice(0, before));
			let isFirst = true;
			// The rest is committed while the first read is under way: once known to it, once not.
			log.beforeRead = () => {
				if (!isFirst) return;
				isFirst = false;
				log.commit(...calls.slice(before, 4));
				queueMicrotask(() => log.commit(...calls.slice(Math.max(before, 4))));
			};
			const { projection, failures } = projectionOf(log);
			await projection.start();
			await projection.settled();
			expect([projection.state.seq, failures]).toEqual([calls.length, []]);
			expect(figures(projection)).toEqual(ask(calls, later));
		}
	});

	test('is told to whoever listens, once it is in the state', async () => {
		const log = new MemoryLog();
		const { projection } = projectionOf(log);
		const seen: number[] = [];
		projection.onChange(() => seen.push(projection.state.seq));
		await projection.start();
		seen.length = 0;
		log.commit(...calls.slice(0, 3));
		log.commit(...calls.slice(3));
		expect(seen).toEqual([3, calls.length]);
	});
});

describe('a correction', () => {
	// The second answer stands for the first, which named another contact: only the log knows which.
	const corrected = new LogWriter()
		.queued(0, 'c1')
		.queued(1, 'c2')
		.answered(10, 'c1')
		.answered(10, 'c2', 'a1', {}, { supersedes: 'e3' })
		.queued(60, 'c3').events;

	test('is looked up in the log, live', async () => {
		const log = new MemoryLog();
		const { projection } = projectionOf(log);
		await projection.start();
		log.asked.length = 0;
		log.commit(...corrected);
		await projection.settled();
		expect(log.asked).toEqual(['find test e3']);
		expect(figures(projection)).toEqual(ask(corrected, later));
		expect(figures(projection)).toMatchObject({ queue_depth: 2, answered: 1, asa_s: 9 });
	});

	test('is looked up in the log, at start', async () => {
		const log = new MemoryLog();
		log.store(...corrected);
		const { projection } = projectionOf(log);
		await projection.start();
		expect(log.asked).toContain('find test e3');
		expect(figures(projection)).toEqual(ask(corrected, later));
	});

	test('holds up what comes after it, and loses nothing of that', async () => {
		const log = new MemoryLog();
		const { projection } = projectionOf(log);
		await projection.start();
		for (const event of corrected) log.commit(event);
		await projection.settled();
		expect(projection.state.seq).toBe(corrected.length);
		expect(figures(projection)).toEqual(ask(corrected, later));
	});
});

describe('a damaged log', () => {
	test('with a hole is not built upon: the start fails, with both places', async () => {
		const log = new MemoryLog();
		log.store(...calls.filter(({ seq }) => seq !== 3));
		await expect(projectionOf(log).projection.start()).rejects.toThrow('after event 2 comes 4');
	});

	test('that cannot be read while it runs is reported, and the figures stand still', async () => {
		const log = new MemoryLog();
		const { projection, failures } = projectionOf(log);
		await projection.start();
		log.beforeRead = () => {
			throw new Error('the disk is gone');
		};
		log.tell(...calls.slice(2, 3));
		await projection.settled();
		expect(failures).toEqual([new Error('the disk is gone')]);
		expect(projection.state.seq).toBe(0);
	});
});

test('minutes that begin are looked at before anything later is folded', async () => {
	const log = new MemoryLog();
	const { projection, samples } = projectionOf(log);
	await projection.start();
	const seconds = new LogWriter().queued(0, 'c1').queued(119, 'c2').answered(121, 'c1').events;
	log.commit(...seconds);
	const depths = [0, 1, 2].map((minute) => samples.centreAt(morning + minute * 60_000)?.queueDepth);
	expect(depths).toEqual([1, 1, 2]);
});

test('what happens at the very start of a minute is in its sample: who comes is in, who leaves is out', async () => {
	const log = new MemoryLog();
	const { projection, samples } = projectionOf(log);
	await projection.start();
	log.commit(
		...new LogWriter().queued(0, 'c1').queued(60, 'c2').queued(70, 'c3').answered(120, 'c1').queued(121, 'c4').events
	);
	const depths = [1, 2].map((minute) => samples.centreAt(morning + minute * 60_000)?.queueDepth);
	expect(depths).toEqual([2, 2]);
});

test('the state is kept for the next start every so many events', async () => {
	const log = new MemoryLog();
	const { projection, kept } = projectionOf(log);
	await projection.start();
	const many = new LogWriter();
	for (let no = 0; no < 52_500; no++) many.add(no / 100, 'source.alive', {});
	for (let no = 0; no < 52_500; no += 2_500) {
		expect(kept.map(({ seq }) => seq)).toEqual(no > 47_500 ? [50_000] : []);
		log.commit(...many.events.slice(no, no + 2_500));
	}
	projection.checkpoint();
	expect(kept.map(({ seq }) => seq)).toEqual([50_000, 52_500]);
});

describe('a disk that is full', () => {
	test('stops neither the start nor the look each second, and is said once', async () => {
		const log = new MemoryLog();
		log.store(...calls);
		const { projection, disk, said, clock, samples } = projectionOf(log);
		disk.isFull = true;
		await projection.start();
		for (let minute = 1; minute <= 3; minute++) {
			clock.stepTo(later + minute * 60_000);
			projection.sampleMinutes();
		}
		expect(said).toEqual(['keeping minute samples: failed']);
		expect(samples.centreAt(later + 180_000)).not.toBeNull();
	});

	test('stops neither the figures at a checkpoint nor whoever asks for one', async () => {
		const log = new MemoryLog();
		const { projection, disk, said, failures, kept } = projectionOf(log);
		await projection.start();
		disk.isFull = true;
		const many = new LogWriter();
		for (let no = 0; no < 50_001; no++) many.add(no / 100, 'source.alive', {});
		for (let no = 0; no <= 50_000; no += 2_500) log.commit(...many.events.slice(no, no + 2_500));
		projection.checkpoint();
		expect([projection.state.seq, failures, kept]).toEqual([50_001, [], []]);
		expect(said).toEqual(['keeping a checkpoint: failed']);
	});
});

test('an event that cannot be folded is reported, and no state without it is kept', async () => {
	const log = new MemoryLog();
	const { projection, failures, kept } = projectionOf(log);
	await projection.start();
	projection.state.receive = () => {
		throw new Error('a fold that has a fault');
	};
	log.commit(...calls.slice(0, 1));
	projection.checkpoint();
	expect([failures, kept, projection.isBroken]).toEqual([[new Error('a fold that has a fault')], [], true]);
});
