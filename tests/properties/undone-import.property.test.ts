import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { LiveFold } from '#lib/domain/live/live-fold.ts';
import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import type { Window } from '#lib/domain/live/window.ts';
import { calendar, foldOf, resumed, settings } from '../support/ask.ts';
import { morning } from '../support/log-events.ts';
import { randomLog, shuffled } from '../support/random-log.ts';
import { runsOf } from '../support/seed.ts';

const runs = runsOf(400);
const hour = 3_600_000;
const selections: readonly Selection[] = ['all', 'fast', { queue: 'q1' }, { queue: 'q2' }, { queue: 'q3' }];
const windows: readonly Window[] = [
	{ kind: 'today' },
	{ kind: 'sliding', seconds: 1_800 },
	{ kind: 'cohort', from: morning, to: morning + hour }
];
const instant = fc.integer({ min: 0, max: 3 * hour }).map((ms) => morning + ms);
const ranks = fc.array(fc.nat(100), { minLength: 1 });
/** For each event, in turn: the import that brought it (0 for none), and how far before it the one that it corrects lies (0 for none). */
const ties = fc.array(fc.record({ batch: fc.nat(2), back: fc.constantFrom(0, 0, 0, 0, 1, 2, 5) }), { minLength: 1 });

/** A log in which imports brought some events, and some events correct others, of their own import or of another. */
const importedLog = fc.tuple(randomLog, ties, ranks).map(([events, tied, order]) => {
	const linked = events.map((event, index) => {
		const { batch, back } = tied[index % tied.length] ?? { batch: 0, back: 0 };
		const corrected = back === 0 ? undefined : events[index - back];
		return {
			...event,
			...(batch === 0 ? {} : { batch: `b${batch}` }),
			...(corrected === undefined ? {} : { supersedes: corrected.id })
		};
	});
	return shuffled(linked, order);
});

function undone(batch: string, after: readonly LogEvent[]): LogEvent {
	const receivedAt = after.at(-1)?.receivedAt ?? morning;
	return {
		seq: after.length + 1,
		receivedAt,
		source: 'bereik',
		id: `import-undone-${batch}`,
		time: receivedAt,
		type: 'bereik.import.undone',
		data: { batch }
	};
}

/** The log with an import undone at a place; what follows moves one on. */
function withUndo(events: readonly LogEvent[], at: number, batch: string): LogEvent[] {
	const before = events.slice(0, at);
	return [...before, undone(batch, before), ...events.slice(at).map((event) => ({ ...event, seq: event.seq + 1 }))];
}

function everyFigure(fold: LiveFold, at: number): Figures[] {
	return selections.flatMap((selection) =>
		windows.map((window) => figuresAt(fold.state, selection, window, at, settings, calendar))
	);
}

function queuesOf(fold: LiveFold): string[] {
	return [...new Set(fold.state.queues.known().map(({ queue }) => queue))].sort();
}

test('an import that was undone counts as if it had never come', () => {
	fc.assert(
		fc.property(importedLog, fc.nat(60), instant, (events, place, at) => {
			const log = withUndo(events, Math.min(place, events.length), 'b1');
			const without = log.filter((event) => event.batch !== 'b1' && event.type !== 'bereik.import.undone');
			const [fold, never] = [foldOf(log), foldOf(without)];
			expect(everyFigure(fold, at)).toEqual(everyFigure(never, at));
			// A queue stays known when the entry that told of it is corrected; but no longer than its import counts.
			const named = without.flatMap(({ data }) => ('queue' in data ? [data.queue] : []));
			expect(named).toEqual(expect.arrayContaining(queuesOf(fold)));
			const entered = [...never.state.contacts.values()].flatMap(({ legs }) => legs.map(({ queue }) => queue));
			expect(queuesOf(fold)).toEqual(expect.arrayContaining(entered));
			expect(fold.state.anomalies).toBe(never.state.anomalies);
			expect(fold.state.knownSeqs().sort()).toEqual(never.state.knownSeqs().sort());
		}),
		runs
	);
});

test('undoing two imports does not depend on which was undone first', () => {
	fc.assert(
		fc.property(importedLog, fc.nat(60), fc.nat(60), instant, (events, one, other, at) => {
			const log = withUndo(withUndo(events, Math.min(one, events.length), 'b1'), Math.min(other, events.length), 'b2');
			const without = log.filter((event) => event.batch === undefined && event.type !== 'bereik.import.undone');
			expect(everyFigure(foldOf(log), at)).toEqual(everyFigure(foldOf(without), at));
		}),
		runs
	);
});

test('a fold with corrections and undone imports goes on from what it rests on', () => {
	fc.assert(
		fc.property(importedLog, fc.nat(60), fc.nat(61), instant, (events, place, stop, at) => {
			const log = withUndo(events, Math.min(place, events.length), 'b1');
			if (stop === 0) return;
			const fold = resumed(foldOf(log.slice(0, stop)), log);
			for (const [index, event] of log.entries()) {
				if (index < stop) continue;
				const named = log.slice(0, index).find(({ id }) => id === event.supersedes);
				fold.apply(event, named ?? null);
			}
			expect(everyFigure(fold, at)).toEqual(everyFigure(foldOf(log), at));
			expect(queuesOf(fold)).toEqual(queuesOf(foldOf(log)));
		}),
		runs
	);
});

test('which of several corrections counts does not depend on the order in which their chain came', () => {
	fc.assert(
		fc.property(randomLog, ties, ranks, instant, (events, tied, order, at) => {
			// Each event is corrected at most once: of two corrections of one event, the later in the log counts.
			const corrected = new Set<string>();
			const linked = events.map((event, index) => {
				const target = events[index - (tied[index % tied.length]?.back || Infinity)];
				// Equal times keep the order of the log; a correction takes the place of another, so times differ here.
				const apart = { ...event, time: event.time + index };
				if (target === undefined || corrected.has(target.id)) return apart;
				corrected.add(target.id);
				return { ...apart, supersedes: target.id };
			});
			expect(everyFigure(foldOf(shuffled(linked, order)), at)).toEqual(everyFigure(foldOf(linked), at));
		}),
		runs
	);
});
