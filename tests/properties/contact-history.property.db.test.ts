import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from '../support/log-events.ts';
import { openHistory } from '../support/history-of.ts';
import { randomLog, shuffled } from '../support/random-log.ts';
import { runsOf } from '../support/seed.ts';

const runs = runsOf(150);

/** Turns some events into corrections, of others before or after them, or into parts of an import. */
const more = fc.array(
	fc.record({
		at: fc.nat(60),
		kind: fc.constantFrom('corrects', 'batch', 'survey', 'topic', 'undo'),
		other: fc.nat(60)
	}),
	{ maxLength: 12 }
);
type More = typeof more extends fc.Arbitrary<infer Value> ? Value : never;

function entangled(events: readonly LogEvent[], changes: More): LogEvent[] {
	const changed: LogEvent[] = events.map((event) => ({ ...event }));
	const size = changed.length;
	for (const { at, kind, other } of changes) {
		const index = at % size;
		const event = changed[index];
		const named = changed[other % size];
		if (event === undefined || named === undefined) continue;
		if (kind === 'corrects') changed[index] = { ...event, supersedes: named.id };
		if (kind === 'batch') changed[index] = { ...event, batch: `import-${other % 2}` };
		if (kind === 'undo') changed.push(later(changed, 'bereik.import.undone', { batch: `import-${other % 2}` }, other));
		if (kind === 'topic')
			changed.push(
				later(changed, 'contact.classified', { contact: `c${1 + (at % 8)}`, topic: `t${other % 3}` }, other)
			);
		if (kind !== 'survey') continue;
		const data = { contact: `c${1 + (at % 8)}`, kind: 'csat' };
		changed.push(later(changed, 'survey.invited', data, other));
		if (other % 2 === 0)
			changed.push(
				later(changed, 'survey.answered', { ...data, score: 1 + (other % 5), scale: { min: 1, max: 5 } }, other)
			);
	}
	return changed;
}

function later(events: readonly LogEvent[], type: LogEvent['type'], data: object, minute: number): LogEvent {
	const seq = events.length + 1;
	const time = morning + 3 * 3_600_000 + minute * 60_000 + seq;
	return { seq, receivedAt: time, source: 'test', id: `e${seq}`, time, type, data } as LogEvent; // of the contract
}

test('rows depend on which events are in the log, not on how they were cut into slices', async () => {
	const one = openHistory();
	const other = openHistory();
	await fc.assert(
		fc.asyncProperty(randomLog, more, fc.integer({ min: 1, max: 9 }), async (events, changes, slice) => {
			const log = entangled(events, changes);
			one.begin(log);
			await one.catchUp(1000);
			other.begin(log);
			await other.catchUp(slice);
			expect(other.rows()).toEqual(one.rows());
		}),
		runs
	);
});

test('rows do not depend on the order of arrival', async () => {
	const one = openHistory();
	const other = openHistory();
	await fc.assert(
		fc.asyncProperty(randomLog, more, fc.array(fc.nat(100), { minLength: 1 }), async (events, changes, ranks) => {
			const log = apart(
				entangled(
					events,
					changes.filter(({ kind }) => kind !== 'corrects')
				)
			);
			one.begin(log);
			await one.catchUp();
			other.begin(shuffled(log, ranks));
			await other.catchUp(3);
			expect(other.rows()).toEqual(one.rows());
		}),
		runs
	);
});

test('corrections act whichever comes first', async () => {
	const one = openHistory();
	const other = openHistory();
	await fc.assert(
		fc.asyncProperty(randomLog, more, fc.array(fc.nat(100), { minLength: 1 }), async (events, changes, ranks) => {
			const log = apart(entangled(events, changes));
			// Where several correct the same event the later in the log counts: then order does matter.
			const targets = log.flatMap((event) => event.supersedes ?? []);
			fc.pre(new Set(targets).size === targets.length && !hasRing(log));
			one.begin(log);
			await one.catchUp();
			other.begin(shuffled(log, ranks));
			await other.catchUp(3);
			expect(other.rows()).toEqual(one.rows());
		}),
		runs
	);
});

test('an event that comes again, or a history made anew, changes no row', async () => {
	const { catchUp, rows, begin, history, log } = openHistory();
	await fc.assert(
		fc.asyncProperty(randomLog, more, fc.nat(60), async (events, changes, stop) => {
			const all = entangled(events, changes);
			begin(all.slice(0, stop % all.length));
			await catchUp();
			log.store(...all.slice(stop % all.length));
			history.reset();
			await catchUp();
			const before = rows();
			begin(all);
			await catchUp();
			expect(rows()).toEqual(before);
		}),
		runs
	);
});

/** No two events at the same instant: among equal times the order of the log decides. */
function apart(events: readonly LogEvent[]): LogEvent[] {
	return events.map((event, index) => ({ ...event, time: event.time + index * 1000 }));
}

function hasRing(events: readonly LogEvent[]): boolean {
	const targets = new Map(events.map((event) => [event.id, event.supersedes]));
	return events.some(({ id }) => {
		const seen = new Set<string>();
		for (let at: string | undefined = id; at !== undefined; at = targets.get(at)) {
			if (seen.has(at)) return true;
			seen.add(at);
		}
		return false;
	});
}
