import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveFold } from '#lib/domain/live/live-fold.ts';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { calendar, foldOf, settings } from '../support/ask.ts';
import { randomLog } from '../support/random-log.ts';

const written = [
	{ channels: { phone: { target: '5s', shortAbandon: '60s' }, chat: { target: '300s' } } },
	{ abandonReasonsCounted: ['key', 'timeout'], closing: { openHandling: '1m' } },
	{ queues: [{ id: 'q1', mergedInto: 'q2' }, { id: 'q2' }] },
	{ queues: [{ id: 'new', renamedFrom: ['q1', 'q2', 'q3'] }], roster: '1h' }
];
const others: readonly SiteSettings[] = written.map((one) => {
	const read = readSettings(one);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return read.settings;
});

/** Lets a fold go over to other settings, to its end. */
function under(fold: LiveFold, other: SiteSettings): LiveFold {
	const deriving = fold.underSettings(other);
	for (;;) {
		const { done, value } = deriving.next();
		if (done === true) return value;
	}
}

test('a fold that goes over to other settings is the one that had them from the beginning, and goes on as it does', () => {
	fc.assert(
		fc.property(
			randomLog,
			fc.constantFrom(...others),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(log, other, part) => {
				const cut = Math.floor(log.length * part);
				const moved = under(foldOf(log.slice(0, cut), true, settings), other);
				for (const event of log.slice(cut)) {
					const corrected =
						log.find(({ source, id, seq }) => source === event.source && id === event.supersedes && seq < event.seq) ??
						null;
					moved.apply(event, corrected);
				}
				const whole = foldOf(log, true, other);
				const at = Math.max(0, ...log.map(({ time }) => time)) + 1;
				for (const queue of ['all', 'fast', 'q1', 'q2', 'new'])
					expect(figures(moved, queue, at, other), queue).toEqual(figures(whole, queue, at, other));
			}
		)
	);
});

test('going there and back changes nothing', () => {
	fc.assert(
		fc.property(randomLog, fc.constantFrom(...others.slice(0, 2)), (log, other) => {
			const fold = foldOf(log, true, settings);
			const at = Math.max(0, ...log.map(({ time }) => time)) + 1;
			const before = ['all', 'q1', 'q2'].map((queue) => figures(fold, queue, at, settings));
			const back = under(under(fold, other), settings);
			expect(['all', 'q1', 'q2'].map((queue) => figures(back, queue, at, settings))).toEqual(before);
		})
	);
});

function figures(fold: LiveFold, queue: string, at: number, own: SiteSettings): unknown {
	const selection = queue === 'all' || queue === 'fast' ? queue : { queue };
	return figuresAt(fold.state, selection, { kind: 'today' }, at, own, calendar);
}
