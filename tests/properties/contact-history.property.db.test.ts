import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { entangled, more } from '../support/entangled-log.ts';
import { openHistory } from '../support/history-of.ts';
import { randomLog, shuffled } from '../support/random-log.ts';
import { runsOf } from '../support/seed.ts';

const runs = runsOf(150);

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
