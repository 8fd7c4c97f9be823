import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import { foldOf } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { type OpenApplication, openApplication } from '../../../../tests/support/open-application.ts';
import { randomLog, shuffled } from '../../../../tests/support/random-log.ts';
import { parseLiveQuery } from './live-query.ts';

function ask({ app }: OpenApplication, query: string) {
	return app.figures.answer(parseLiveQuery(new URLSearchParams(query), app.calendar));
}

/** The event as a source offers it. */
function offered({ source, id, type, time, data, supersedes }: LogEvent): NewEvent {
	return { source, id, type, time, data, ...(supersedes === undefined ? {} : { supersedes }) } as NewEvent; // the contract's own
}

function stamp(seconds: number): string {
	return new Date(morning + seconds * 1000).toISOString();
}

describe('an answer', () => {
	test('says what it is about, and up to where it knows', async () => {
		const opened = await openApplication();
		await opened.take(morning + 30_000, ...new LogWriter().queued(5, 'c1').events.map(offered));
		expect(await ask(opened, 'queue=q1&window=sliding:60')).toMatchObject({
			at: stamp(30),
			asOf: stamp(30),
			seq: 2,
			queue: 'q1',
			window: 'sliding:60',
			values: { queue_depth: 1, longest_wait_s: 25, offered: 1 }
		});
		expect(await ask(opened, `at=${stamp(10)}&asOf=seq:1`)).toMatchObject({
			at: stamp(10),
			asOf: stamp(0),
			seq: 1,
			values: { queue_depth: 0, offered: 0 }
		});
		expect(await ask(opened, 'asOf=seq:0')).toMatchObject({ asOf: new Date(0).toISOString(), seq: 0 });
	});

	test('about a queue that nobody knows has nothing in it', async () => {
		const opened = await openApplication();
		const { values } = await ask(opened, 'queue=elsewhere');
		expect(values).toMatchObject({ queue_depth: 0, longest_wait_s: null, offered: 0, sl_v5: null, asa_s: null });
	});
});

describe('a late event', () => {
	async function withLateAnswer(): Promise<OpenApplication> {
		const opened = await openApplication();
		const [queued, answered] = new LogWriter().queued(0, 'c1').answered(10, 'c1').events.map(offered);
		if (queued === undefined || answered === undefined) throw new Error('two events were written');
		await opened.take(morning, queued);
		await opened.take(morning + 120_000, answered);
		return opened;
	}

	test('changes the past for whoever knows it, and for nobody else', async () => {
		const opened = await withLateAnswer();
		const then = `at=${stamp(60)}`;
		const unknown = { values: { queue_depth: 1, answered: 0, sl_breached: 1, sl_v5: 0 } };
		const known = { values: { queue_depth: 0, answered: 1, sl_breached: 0, sl_v5: 1, asa_s: 10 } };
		expect(await ask(opened, then)).toMatchObject({ ...known, at: stamp(60), asOf: stamp(120) });
		expect(await ask(opened, `${then}&asOf=${stamp(60)}`)).toMatchObject({ ...unknown, asOf: stamp(60) });
		expect(await ask(opened, `${then}&asOf=${stamp(119.999)}`)).toMatchObject(unknown);
		expect(await ask(opened, `${then}&asOf=${stamp(120)}`)).toMatchObject(known);
		expect(await ask(opened, `${then}&asOf=seq:2`)).toMatchObject(unknown);
		expect(await ask(opened, `${then}&asOf=seq:3`)).toMatchObject(known);
		expect(await ask(opened, '')).toMatchObject(known);
	});

	test('does not take effect before it happened', async () => {
		const opened = await withLateAnswer();
		const { values } = await ask(opened, `at=${stamp(9.999)}&asOf=seq:3`);
		expect(values).toMatchObject({ queue_depth: 1, longest_wait_s: 9.999, answered: 0, sl_breached: 0 });
	});
});

test('a correction acts on every instant once it is known', async () => {
	const opened = await openApplication();
	const log = new LogWriter().queued(0, 'c1').answered(10, 'c1').answered(30, 'c1', 'a1', {}, { supersedes: 'e2' });
	for (const [index, event] of log.events.entries())
		await opened.take(morning + 60_000 + index * 1_000, offered(event));
	const at = `at=${stamp(20)}`;
	expect((await ask(opened, `${at}&asOf=seq:3`)).values).toMatchObject({ queue_depth: 0, answered: 1 });
	expect((await ask(opened, `${at}&asOf=seq:4`)).values).toMatchObject({ queue_depth: 1, answered: 0 });
});

test('a window that reaches beyond what the live state keeps is folded from the log', async () => {
	const opened = await openApplication();
	const calls = new LogWriter().queued(0, 'c1').answered(10, 'c1').ended(20, 'c1').events.map(offered);
	await opened.take(morning + 20_000, ...calls);
	const days = 5 * 86_400;
	await opened.take(morning + days * 1000, ...new LogWriter().queued(days, 'c2').events.slice(0, 1).map(renamed));
	expect(opened.app.projection.state.contacts.has('c1')).toBe(false);
	for (const window of [`closed:${stamp(0)},${stamp(60)}`, `cohort:${stamp(0)},${stamp(60)}`, 'sliding:604800'])
		expect((await ask(opened, `window=${window}`)).values, window).toMatchObject({ answered: 1, asa_s: 10 });
	expect((await ask(opened, '')).values).toMatchObject({ answered: 0, queue_depth: 1 });

	function renamed(event: LogEvent): NewEvent {
		return { ...offered(event), id: 'another' };
	}
});

test('any answer is the fold of what was known, whatever came in whatever order', async () => {
	const ranks = fc.array(fc.nat(100), { minLength: 1 });
	const seconds = fc.integer({ min: 0, max: 10_800 });
	const selection = fc.constantFrom('all', 'fast', 'q1', 'q2');
	await fc.assert(
		fc.asyncProperty(randomLog, ranks, fc.nat(60), seconds, selection, async (log, order, prefix, at, queue) => {
			const opened = await openApplication();
			const events = shuffled(log, order);
			await opened.take(Math.max(morning, ...events.map(({ time }) => time)), ...events.map(offered));
			const known = Math.min(prefix, events.length);
			const { app } = opened;
			const { values } = await ask(opened, `queue=${queue}&at=${stamp(at)}&asOf=seq:${known + 1}`);
			const { state } = foldOf(events.slice(0, known));
			const selected = queue === 'all' || queue === 'fast' ? queue : { queue };
			const instant = morning + at * 1000;
			expect(values).toEqual(figuresAt(state, selected, { kind: 'today' }, instant, app.settings, app.calendar));
			await opened.close();
		}),
		{ numRuns: 25 }
	);
});
