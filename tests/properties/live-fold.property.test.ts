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

const runs = runsOf(300);
const hour = 3_600_000;
const selections: readonly Selection[] = ['all', 'fast', { queue: 'q1' }, { queue: 'q2' }, { queue: 'q3' }];
const windows: readonly Window[] = [
	{ kind: 'today' },
	{ kind: 'sliding', seconds: 1_800 },
	{ kind: 'closed', from: morning + 600_000, to: morning + 3_000_000 },
	{ kind: 'cohort', from: morning, to: morning + hour }
];
const instant = fc.integer({ min: 0, max: 3 * 3_600_000 }).map((ms) => morning + ms);

function everyFigure(fold: LiveFold, at: number, shift = 0): Figures[] {
	return selections.flatMap((selection) =>
		windows.map((window) => figuresAt(fold.state, selection, moved(window, shift), at + shift, settings, calendar))
	);
}

function moved(window: Window, shift: number): Window {
	return 'from' in window ? { ...window, from: window.from + shift, to: window.to + shift } : window;
}

test('figures do not depend on the order of arrival', () => {
	fc.assert(
		fc.property(randomLog, fc.array(fc.nat(100), { minLength: 1 }), instant, (events, ranks, at) => {
			const late = foldOf(shuffled(events, ranks));
			expect(everyFigure(late, at)).toEqual(everyFigure(foldOf(events), at));
		}),
		runs
	);
});

test('figures do not change when everything happens later', () => {
	const shift = 13 * 60_000 + 7;
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const later = events.map((event) => ({
				...event,
				time: event.time + shift,
				receivedAt: event.receivedAt + shift
			}));
			const untied = (figures: Figures[]) => figures.filter((_, index) => index % windows.length !== 0);
			expect(untied(everyFigure(foldOf(later), at, shift))).toEqual(untied(everyFigure(foldOf(events), at)));
		}),
		runs
	);
});

test('figures of the present do not depend on whether the clocks of sources are fast', () => {
	fc.assert(
		fc.property(randomLog, fc.integer({ min: 0, max: 120_000 }), (events, ahead) => {
			let receivedAt = 0;
			const early = events.map((event) => ({
				...event,
				receivedAt: (receivedAt = Math.max(receivedAt, event.time - ahead))
			}));
			const fold = foldOf(early);
			const known = foldOf(events.map((event) => ({ ...event, receivedAt: Infinity })));
			for (const at of [
				fold.state.receivedAt,
				fold.state.receivedAt + 1,
				fold.state.receivedAt + Math.floor(ahead / 2)
			])
				expect(everyFigure(fold, at)).toEqual(everyFigure(known, at));
		}),
		runs
	);
});

test('in a cohort, offered is answered, abandoned, flow and pending together', () => {
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const fold = foldOf(events);
			for (const selection of selections) {
				const figures = figuresAt(
					fold.state,
					selection,
					{ kind: 'cohort', from: morning, to: morning + hour },
					at,
					settings,
					calendar
				);
				if (!('pending' in figures)) throw new Error('a cohort has pending contacts');
				expect(figures.offered).toBe(figures.answered + figures.abandoned + figures.flow_out + figures.pending);
				expect(figures.final).toBe(figures.pending === 0);
			}
		}),
		runs
	);
});

test('depth is entries less exits and the longest wait is at least the average', () => {
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const fold = foldOf(events);
			for (const selection of selections) {
				const figures = figuresAt(fold.state, selection, { kind: 'today' }, at, settings, calendar);
				if (!('queue_depth' in figures)) throw new Error('today has a depth');
				const waits = [...fold.state.contacts.values()]
					.flatMap(
						(
							record
						): {
							entry: number;
							exit: number | null;
							waitUnknown: boolean;
							givenUpAt: number | null;
							own: boolean;
						}[] =>
							typeof selection === 'object'
								? record.legs.map((leg) => ({ ...leg, own: leg.queue === selection.queue }))
								: record.episodes.map((episode) => ({
										...episode,
										own: selection === 'all' || episode.channel !== 'email'
									}))
					)
					.filter((wait) => wait.own && !wait.waitUnknown);
				const entries = waits.filter((wait) => wait.entry <= at).length;
				const exits = waits.filter((wait) => (wait.exit ?? wait.givenUpAt ?? Infinity) <= at).length;
				expect(figures.queue_depth).toBe(entries - exits);
				expect(figures.longest_wait_s === null).toBe(figures.queue_depth === 0);
				expect(figures.longest_wait_s ?? 0).toBeGreaterThanOrEqual((figures.current_avg_wait_s ?? 0) - 1e-9);
			}
		}),
		runs
	);
});

test('service level variants keep their order and shares stay between 0 and 1', () => {
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			for (const figures of everyFigure(foldOf(events), at)) {
				const { sl_v2, sl_v3, sl_v4, sl_v5, sl_v6 } = figures;
				const others = 'occupancy' in figures ? [figures.occupancy, figures.utilisation, figures.transfer_rate] : [];
				for (const share of [sl_v2, sl_v3, sl_v4, sl_v5, sl_v6, figures.abandonment_rate, ...others]) {
					if (share === null) continue;
					expect(share).toBeGreaterThanOrEqual(0);
					expect(share).toBeLessThanOrEqual(1);
				}
				if (sl_v2 === null || sl_v4 === null || sl_v6 === null) continue;
				expect(sl_v4).toBeGreaterThanOrEqual(sl_v6);
				expect(sl_v6).toBeGreaterThanOrEqual(sl_v2);
				if (sl_v5 !== null) expect(sl_v5).toBeGreaterThanOrEqual(sl_v2);
				if (sl_v3 === null || sl_v5 === null) continue;
				expect(sl_v3).toBeGreaterThanOrEqual(sl_v5);
				expect(sl_v4).toBeGreaterThanOrEqual(sl_v3);
			}
		}),
		runs
	);
});

test('every agent on the roster is in exactly one state', () => {
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const fold = foldOf(events);
			const figures = figuresAt(fold.state, 'all', { kind: 'today' }, at, settings, calendar);
			if (!('agents' in figures)) throw new Error('today has agents');
			const seen = new Set<string>();
			for (const agent of fold.state.agents.values()) {
				const present = agent.presences.some((change) => change.time <= at);
				const working = [...agent.segments].some((segment) => segment.start <= at && (segment.end ?? Infinity) > at);
				if (present || working) seen.add(agent.agent);
			}
			expect(Object.values(figures.agents).reduce((sum, count) => sum + count, 0)).toBe(seen.size);
		}),
		runs
	);
});

test('closed intervals add up to the whole', () => {
	fc.assert(
		fc.property(randomLog, fc.integer({ min: 1, max: 7_199_999 }), (events, cut) => {
			const fold = foldOf(events);
			const at = morning + 3 * hour;
			const counts = (from: number, to: number): number[] => {
				const figures = figuresAt(fold.state, 'all', { kind: 'closed', from, to }, at, settings, calendar);
				if (!('contacts' in figures)) throw new Error('a closed interval has contacts');
				const { offered, contacts, answered, abandoned, flow_out, sl_met, sl_breached, handled_completed } = figures;
				return [
					offered,
					contacts,
					answered,
					abandoned,
					flow_out,
					sl_met,
					sl_breached,
					handled_completed,
					figures.transfers
				];
			};
			const end = morning + 2 * hour + 1;
			const first = counts(morning, morning + cut);
			const second = counts(morning + cut, end);
			expect(first.map((count, index) => count + (second[index] ?? 0))).toEqual(counts(morning, end));
		}),
		runs
	);
});

test('two shards of the contacts add up to the whole', () => {
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const isOdd = (event: LogEvent): boolean =>
				'contact' in event.data && /[1357]$/.test(String(event.data['contact']));
			const shards = [events.filter(isOdd), events.filter((event) => !isOdd(event))];
			const sum = (logs: readonly (readonly LogEvent[])[]): number[] =>
				logs
					.map((log) => {
						const { offered, answered, abandoned, flow_out, sl_breached } = figuresAt(
							foldOf(log).state,
							'all',
							{ kind: 'today' },
							at,
							settings,
							calendar
						);
						return [offered, answered, abandoned, flow_out, sl_breached];
					})
					.reduce((total, counts) => total.map((count, index) => count + (counts[index] ?? 0)), [0, 0, 0, 0, 0]);
			expect(sum(shards)).toEqual(sum([events]));
		}),
		runs
	);
});

test('a fold that is resumed goes on as if it had never stopped', () => {
	fc.assert(
		fc.property(randomLog, fc.array(fc.nat(100), { minLength: 1 }), fc.nat(60), instant, (log, ranks, stop, at) => {
			const events = shuffled(log, ranks);
			const before = foldOf(events.slice(0, stop));
			if (stop === 0) return;
			const fold = resumed(before, events);
			for (const event of events.slice(stop)) fold.apply(event);
			expect(everyFigure(fold, at)).toEqual(everyFigure(foldOf(events), at));
		}),
		runs
	);
});

test('forgetting what is long over changes no figure of today', () => {
	fc.assert(
		fc.property(randomLog, randomLog, (old, today) => {
			const days = 4 * 24 * hour;
			const renamed = today.map((event, index) => ({
				...event,
				seq: old.length + index + 1,
				id: `today${index}`,
				time: event.time + days,
				receivedAt: event.receivedAt + days
			}));
			const events = [...old, ...renamed];
			const at = morning + days + 3 * hour;
			const figures = (fold: LiveFold): unknown[] => {
				const today = figuresAt(fold.state, 'fast', { kind: 'today' }, at, settings, calendar);
				return [today.offered, today.answered, today.abandoned, today.sl_breached, today.sl_met, today.asa_s];
			};
			// Contacts of the old days that come back are new ones to a fold that forgot them; so their names differ here.
			const apart = events.map((event, index) =>
				index < old.length && 'contact' in event.data
					? { ...event, data: { ...event.data, contact: `old-${event.data.contact}` } }
					: event
			) as LogEvent[];
			expect(figures(foldOf(apart, false))).toEqual(figures(foldOf(apart, true)));
		}),
		runs
	);
});
