import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { EventStore } from '#lib/server/event-log/event-store.ts';
import { foldOf, settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { openViews, viewsFile } from '../database/sqlite/open-views.ts';
import { Checkpoints, type StoredCheckpoint } from './checkpoint.ts';
import { parseLiveQuery } from './live-query.ts';

const day = 86_400;

/** Four days: many calls that are long over, then some that are not, with a correction among them. */
function fourDays(): LogEvent[] {
	const log = new LogWriter();
	for (let no = 0; no < 100; no++)
		log
			.queued(no * 100, `old${no}`)
			.answered(no * 100 + 9, `old${no}`)
			.ended(no * 100 + 60, `old${no}`);
	log.queued(2 * day, 'halfway').abandoned(2 * day + 30, 'halfway');
	log
		.queued(3 * day, 'c1')
		.queued(3 * day + 5, 'c2', 'q2')
		.answered(3 * day + 20, 'c1');
	log.answered(3 * day + 15, 'c1', 'a2', {}, { supersedes: `e${log.events.length}` });
	log.add(3 * day + 30, 'agent.state_changed', { agent: 'a3', state: 'ready' }).queued(3 * day + 40, 'c3', 'q3');
	return log.events;
}

const at = morning + (3 * day + 100) * 1000;
const firstOfToday = 301;

/** Writes the log, closes, lets a test at the views, and opens again. */
async function restarted(meddle: (logFile: string) => void = () => {}, own = settings) {
	const configuration = testConfiguration();
	const first = await openApplication(morning, configuration);
	const events = fourDays();
	// A day together: a commit for each event would be most of the test's time.
	for (let from = 0; from < events.length;) {
		const dayNo = dayOf(events[from]);
		const together = events.slice(from).filter((event) => dayOf(event) === dayNo);
		const last = Math.max(first.clock.now(), ...together.map(({ time }) => time));
		await first.take(last, ...together.map(offered));
		from += together.length;
	}
	first.clock.stepTo(at);
	const before = await figuresOf(first.app);
	await first.close();
	meddle(configuration.databaseFile);
	const reads: number[] = [];
	const wrapStore = (store: EventStore): EventStore => countReads(store, reads);
	const second = await openApplication(at, configuration, { wrapStore, settings: own });
	return { before, after: await figuresOf(second.app), reads: Math.min(...reads), second };
}

function dayOf(event: LogEvent | undefined): number {
	return Math.floor(((event?.time ?? 0) - morning) / (day * 1000));
}

/** The event as a source offers it. */
function offered({ source, id, type, time, data, supersedes }: LogEvent): NewEvent {
	return { source, id, type, time, data, ...(supersedes === undefined ? {} : { supersedes }) } as NewEvent; // of the contract
}

/** The store itself, with the positions it was asked from written down. */
function countReads(store: EventStore, reads: number[]): EventStore {
	return {
		epoch: store.epoch,
		head: () => store.head(),
		read: (afterSeq, limit) => {
			reads.push(afterSeq);
			return store.read(afterSeq, limit);
		},
		readMany: (seqs) => store.readMany(seqs),
		eventsOfBatch: (batch, afterSeq, limit) => store.eventsOfBatch(batch, afterSeq, limit),
		find: (source, id) => store.find(source, id),
		append: (events, now) => store.append(events, now),
		close: () => store.close()
	};
}

async function figuresOf(app: Awaited<ReturnType<typeof openApplication>>['app']) {
	const questions = ['queue=all', 'queue=fast', 'queue=q1', 'queue=q2&window=sliding:3600'];
	const answers = await Promise.all(
		questions.map((query) => app.figures.answer(parseLiveQuery(new URLSearchParams(query), app.calendar)))
	);
	return answers.map(({ values }) => values);
}

function change(logFile: string, changes: Partial<StoredCheckpoint>): void {
	const views = openViews(logFile);
	const stored = views.readCheckpoint();
	if (stored === null) throw new Error('no checkpoint was kept');
	views.writeCheckpoint({ ...stored, ...changes });
	views.close();
}

describe('a restart', () => {
	test('takes the checkpoint up, reads nothing of what is long over, and gives the same figures', async () => {
		const { before, after, reads, second } = await restarted();
		expect(after).toEqual(before);
		expect(before[0]).toMatchObject({ queue_depth: 2, answered: 1, asa_s: 15 });
		expect(reads).toBeGreaterThanOrEqual(firstOfToday);
		expect(second.app.projection.state.contacts.size).toBeLessThan(10);
	});

	test('goes on from there as if it had never stopped', async () => {
		const { second } = await restarted();
		await second.take(at + 1_000, {
			source: 'test',
			id: 'next',
			type: 'contact.answered',
			time: at + 1_000,
			data: { contact: 'c3', agent: 'a9' }
		});
		expect((await figuresOf(second.app))[0]).toMatchObject({ queue_depth: 1, answered: 2 });
	});

	const unfit: readonly [string, (logFile: string) => void][] = [
		['of another fold', (file) => change(file, { foldVersion: 999 })],
		['of another history', (file) => change(file, { epoch: 'another' })],
		['under other settings', (file) => change(file, { settingsHash: 'another' })],
		['with a broken hash', (file) => change(file, { sha256: '0'.repeat(64) })],
		['that was changed', (file) => change(file, { payload: '{"seq":305,"runs":[]}' })],
		['in a file that is no database', (file) => writeFileSync(viewsFile(file), 'not a database')]
	];
	test.each(unfit)('with a checkpoint %s reads the log anew, and gives the same figures', async (_, meddle) => {
		const { before, after, reads } = await restarted(meddle);
		expect(after).toEqual(before);
		expect(reads).toBe(0);
	});

	test('with other settings reads the log anew, under the new ones', async () => {
		const phone = { ...settings.channels.phone, targetMs: 5_000 };
		const own = { ...settings, channels: { ...settings.channels, phone } };
		const { before, after, reads } = await restarted(() => {}, own);
		expect(reads).toBe(0);
		expect([before[0], after[0]]).toMatchObject([{ sl_met: 1 }, { sl_met: 0 }]);
	});
});

test.each([
	[0, 50_000],
	[100_000, 50_000],
	[150_000, 75_000],
	[400_000, 200_000],
	[900_000, 200_000]
])('after a checkpoint that rests on %d events the next is due after %d', (known, due) => {
	const checkpoints = new Checkpoints({ readCheckpoint: () => null, writeCheckpoint: () => {} }, 'epoch', settings);
	const fold = new LiveFold(settings);
	const seqs = Array.from({ length: known }, (_, at) => at + 1);
	checkpoints.save(Object.assign(fold, { foundation: () => ({ ...new LiveFold(settings).foundation(), seqs }) }));
	expect([checkpoints.isDue(due - 1), checkpoints.isDue(due)]).toEqual([false, true]);
});

describe('restoring', () => {
	const events = fourDays();
	const store: { kept: StoredCheckpoint | null } = { kept: null };
	const checkpoints = new Checkpoints(
		{ readCheckpoint: () => store.kept, writeCheckpoint: (one) => void (store.kept = one) },
		'epoch',
		settings
	);
	const logOf = (known: readonly LogEvent[]) => ({
		read: async (afterSeq: number, limit: number) => known.filter(({ seq }) => seq > afterSeq).slice(0, limit)
	});

	test('does nothing where nothing was kept', async () => {
		store.kept = null;
		const fold = new LiveFold(settings);
		expect(await checkpoints.restore(fold, logOf(events))).toBe(false);
		expect(fold.state.seq).toBe(0);
	});

	test('leaves the fold as it was when the log lacks an event, at either end or within', async () => {
		const whole = new LiveFold(settings);
		for (const event of events) whole.apply(event, events.find(({ id }) => id === event.supersedes) ?? null);
		checkpoints.save(whole);
		const needed = whole.foundation().seqs;
		for (const missing of [needed[0], needed[Math.floor(needed.length / 2)], needed.at(-1)]) {
			const fold = new LiveFold(settings);
			const known = events.filter(({ seq }) => seq !== missing);
			expect(await checkpoints.restore(fold, logOf(known)), `without event ${missing}`).toBe(false);
			expect([fold.state.seq, fold.state.contacts.size]).toEqual([0, 0]);
		}
		expect(await checkpoints.restore(new LiveFold(settings), logOf(events))).toBe(true);
	});

	test('refuses a checkpoint that is ahead of the log, though every event it rests on is there', async () => {
		const whole = foldOf(events, false);
		const last = events.at(-1);
		if (last === undefined) throw new Error('there are events');
		whole.apply({ ...last, seq: last.seq + 1, id: 'lost', type: 'source.alive', data: {} }); // of the contract
		checkpoints.save(whole);
		expect(whole.foundation().seqs).not.toContain(last.seq + 1);
		const fold = new LiveFold(settings);
		expect(await checkpoints.restore(fold, logOf(events))).toBe(false);
		expect([fold.state.seq, fold.state.contacts.size]).toEqual([0, 0]);
	});

	test('takes a row that cannot be read, or is no text, for none', async () => {
		const broken: (() => StoredCheckpoint)[] = [
			() => {
				throw new Error('database disk image is malformed');
			},
			() => ({ ...(store.kept as StoredCheckpoint), payload: 7 as never }) // as a damaged row has it
		];
		checkpoints.save(foldOf(events, false));
		for (const readCheckpoint of broken) {
			const damaged = new Checkpoints({ readCheckpoint, writeCheckpoint: () => {} }, 'epoch', settings);
			expect(await damaged.restore(new LiveFold(settings), logOf(events))).toBe(false);
		}
	});
});
