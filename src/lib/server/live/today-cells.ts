import { waitingAt } from '#lib/domain/live/live-metrics.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import { hoursOf } from '#lib/domain/settings/opening-hours.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { growthOf, runningWeek } from '#lib/domain/time/weeks.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { Attempts } from '../attempts.ts';
import type { AnsweredQuarter, HistoryCounts } from '../history/history-counts.ts';
import { ScoreCells } from './score-cells.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const quartersOfDay = 96;
const daysOfWeek = 7;
/** The history is asked at most this often. */
const refreshMs = 1_000;

/** What is over, by the minute in which it was asked. */
type Past = Readonly<{
	minute: number;
	lastWeek: Cells;
	/** Today, up to `todayTo`. */
	today: readonly AnsweredQuarter[];
	todayTo: number;
	/** Chats of the days of this week that are over. */
	days: readonly number[];
}>;

/**
 * The cells of the board *Today* and of satisfaction. They are asked of the history at most once a second, and only when that
 * moved or a minute began; what is over is asked again once a minute, because late events change it too. While the history is
 * behind the log none of them is known, and `today.is_behind` says why: half a week would read as a bad week.
 */
export class TodayCells {
	readonly #counts: HistoryCounts;
	readonly #attempts: Attempts;
	readonly #isBehind: () => boolean;
	readonly #scores: ScoreCells;
	#refreshedAt = -Infinity;
	#settings: SiteSettings | null = null;
	#hasMoved = true;
	#board: Cells = {};
	#score: Cells = {};
	#past: Past | null = null;

	/** @param isBehind whether the history lacks so much of the log that a part would be shown as the whole */
	constructor(counts: HistoryCounts, attempts: Attempts, isBehind: () => boolean) {
		this.#counts = counts;
		this.#attempts = attempts;
		this.#isBehind = isBehind;
		this.#scores = new ScoreCells(counts);
	}

	/** Rows of the history have changed. */
	touch(): void {
		this.#hasMoved = true;
	}

	/** The keys that the view `board` has besides those of *Now*; see `BoardCellKey`. */
	board(state: LiveState, at: number, settings: SiteSettings, calendar: SiteCalendar): Cells {
		const slow = slowCells(state, at, settings);
		if (this.#isBehind()) return { 'today.is_behind': true, ...slow };
		this.#refresh(at, settings, calendar);
		return { 'today.is_behind': false, ...this.#board, ...this.#score, ...slow };
	}

	/** The keys of satisfaction, for whichever view shows them, and `today.is_behind`. */
	scores(at: number, settings: SiteSettings, calendar: SiteCalendar): Cells {
		if (this.#isBehind()) return { 'today.is_behind': true };
		this.#refresh(at, settings, calendar);
		return { 'today.is_behind': false, ...this.#score };
	}

	/** A question to the history may fail, and the wall goes on with what was known last. */
	#refresh(at: number, settings: SiteSettings, calendar: SiteCalendar): void {
		const minute = Math.floor(at / minuteMs);
		const isNew = minute !== Math.floor(this.#refreshedAt / minuteMs) || settings !== this.#settings;
		// A clock that was set back is another time.
		const isDue = this.#hasMoved && (at - this.#refreshedAt >= refreshMs || at < this.#refreshedAt);
		if (!isNew && !isDue) return;
		this.#refreshedAt = at;
		this.#settings = settings;
		this.#hasMoved = false;
		this.#attempts.run('the board of the day', () => {
			this.#board = this.#dayCells(at, settings, calendar);
			this.#score = this.#scores.cells(at, settings, calendar);
		});
	}

	#dayCells(at: number, settings: SiteSettings, calendar: SiteCalendar): Cells {
		const today = calendar.dayOf(at);
		const past = this.#pastAt(at, calendar);
		const quarters = [...past.today, ...this.#counts.answeredByQuarter({ from: past.todayTo, to: at + 1 })];
		const { current, previous } = runningWeek(calendar, at);
		const chatsToday = this.#counts.firstEntries('chat', { from: today.from, to: at + 1 });
		const days = [...past.days, chatsToday];
		const chats = days.reduce((sum, count) => sum + count, 0);
		const before = this.#isKnownFrom(previous.from, calendar)
			? this.#counts.firstEntries('chat', { from: previous.from, to: previous.to + 1 })
			: null;
		const growth = before === null ? null : growthOf(chats, before);
		const hours = hoursOf(settings, calendar.dateOf(at));
		return {
			...past.lastWeek,
			'today.asa_s': meanSeconds(quarters),
			'today.asa_n': quarters.reduce((sum, one) => sum + one.answered, 0),
			'today.quarters.asa_s': byPlace(quarters, calendar),
			'today.open': hours?.[0]?.fromMinute ?? null,
			'today.close': hours?.at(-1)?.toMinute ?? null,
			'week.chats': chats,
			'week.chats_same_point': before,
			'week.chats_growth': growth?.growth ?? null,
			'week.chats_differs': growth?.isSignificant ?? null,
			'week.days': [...days, ...Array.from({ length: daysOfWeek - days.length }, () => null)],
			'week.today': calendar.datesIn({ from: current.from, to: at + 1 }).length - 1
		};
	}

	/** What is over: last week, the earlier days of this one, and today up to the running quarter of an hour. */
	#pastAt(at: number, calendar: SiteCalendar): Past {
		const minute = Math.floor(at / minuteMs);
		if (this.#past?.minute === minute) return this.#past;
		const today = calendar.dayOf(at);
		const todayTo = Math.max(today.from, Math.floor(at / 900_000) * 900_000);
		const samePoint = calendar.daysBefore(at, daysOfWeek);
		const lastDay = calendar.day(calendar.dateOf(samePoint));
		const { current, previous } = runningWeek(calendar, at);
		const week = daysFrom(calendar, current.from).filter((day) => day.to <= at);
		const lastWeek = daysFrom(calendar, previous.from);
		const count = (day: Interval): number => this.#counts.firstEntries('chat', day);
		this.#past = {
			minute,
			todayTo,
			today: this.#counts.answeredByQuarter({ from: today.from, to: todayTo }),
			days: week.map(count),
			lastWeek: {
				'today.last_week.asa_s': meanSeconds(this.#counts.answeredByQuarter({ from: lastDay.from, to: samePoint + 1 })),
				'today.last_week.quarters.asa_s': byPlace(this.#counts.answeredByQuarter(lastDay), calendar),
				'week.last_week.days': lastWeek.map((day) => (this.#isKnownFrom(day.from, calendar) ? count(day) : null))
			}
		};
		return this.#past;
	}

	/** Whether the history reaches back to a local day: the first one it has counts as whole. */
	#isKnownFrom(day: number, calendar: SiteCalendar): boolean {
		const first = this.#counts.firstEntry();
		return first !== null && calendar.day(calendar.dateOf(first)).from <= day;
	}
}

/** The seven days of a week. */
function daysFrom(calendar: SiteCalendar, monday: number): Interval[] {
	const days: Interval[] = [];
	// Noon is on the same date whatever the clocks do at night.
	for (let day = 0; day < daysOfWeek; day++) days.push(calendar.day(calendar.dateOf(monday + day * dayMs + dayMs / 2)));
	return days;
}

function meanSeconds(quarters: readonly AnsweredQuarter[]): number | null {
	const answered = quarters.reduce((sum, one) => sum + one.answered, 0);
	return answered === 0 ? null : quarters.reduce((sum, one) => sum + one.waitMs, 0) / answered / 1000;
}

/** Means in seconds by their place on the clock on the wall; quarters of an hour that come twice are put together. */
function byPlace(quarters: readonly AnsweredQuarter[], calendar: SiteCalendar): (number | null)[] {
	const places: AnsweredQuarter[][] = Array.from({ length: quartersOfDay }, () => []);
	for (const quarter of quarters) {
		const local = calendar.localTime(quarter.from);
		const place = Number(local.slice(11, 13)) * 4 + Math.floor(Number(local.slice(14, 16)) / 15);
		places[place]?.push(quarter);
	}
	return places.map(meanSeconds);
}

/** E-mail and messages that wait. */
function slowCells(state: LiveState, at: number, settings: SiteSettings): Cells {
	let backlog = 0;
	let over = 0;
	let oldest: number | null = null;
	for (const { channel, entry, targetMs } of waitingAt(state, 'all', at)) {
		if (channel !== 'email' && channel !== 'message') continue;
		backlog++;
		if (at - entry > targetMs) over++;
		if (oldest === null || entry < oldest) oldest = entry;
	}
	const email = channelSettingsAt(settings, 'email', at).targetMs;
	const isSame = email === channelSettingsAt(settings, 'message', at).targetMs;
	return {
		'slow.backlog': backlog,
		'slow.oldest_since': oldest,
		'slow.target_s': isSame ? email / 1000 : null,
		'slow.over_target': over
	};
}
