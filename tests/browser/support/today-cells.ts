import type { Cells } from '#lib/protocol/live-cells.ts';
import { alarmCells, calmCells, crowdedCells, fixtureNow, sparseCells } from './now-cells.ts';

const hour = 3_600_000;
/** Quarters from 08:00 to 21:00, and the one that began at 11:30. */
const opens = 32;
const closes = 84;
const running = 46;

/** A morning that goes as it should. */
export function calmDay(over: Cells = {}): Cells {
	return {
		...calmCells(),
		'today.asa_s': 31.2,
		'today.asa_n': 611,
		'today.last_week.asa_s': 33.8,
		'today.quarters.asa_s': quarters((quarter) => (quarter > running ? null : wave(quarter) * 0.9)),
		'today.last_week.quarters.asa_s': quarters(wave),
		'today.open': 480,
		'today.close': 1260,
		'week.chats': 1284,
		'week.chats_same_point': 1102,
		'week.chats_growth': 0.1652,
		'week.chats_differs': true,
		'week.days': [940, 344, null, null, null, null, null],
		'week.last_week.days': [802, 778, 741, 720, 668, 301, 244],
		'week.today': 1,
		'score.kind': 'grade',
		'score.value': 7.42,
		'score.low': 7.21,
		'score.high': 7.63,
		'score.n': 212,
		'score.days': 7,
		'score.response_rate': 0.48,
		'score.weighting': 'volume',
		'score.scale_min': 1,
		'score.scale_max': 10,
		...scoreLine(7.1, 7.42, 0.21),
		'slow.backlog': 312,
		'slow.oldest_since': fixtureNow - 19 * hour,
		'slow.target_s': 86_400,
		'slow.over_target': 0,
		...over
	};
}

/** A morning that runs out of hand: off norm over the day and now, more chats, a score with few answers, mail too late. */
export function busyDay(over: Cells = {}): Cells {
	return {
		...calmDay(),
		...alarmCells(),
		'today.asa_s': 67.4,
		'today.quarters.asa_s': quarters((quarter) =>
			quarter > running ? null : wave(quarter) + Math.max(0, quarter - 42) ** 2 * 5.2
		),
		'slow.backlog': 1284,
		'slow.oldest_since': fixtureNow - 76.4 * hour,
		'slow.over_target': 38,
		...over
	};
}

/** Figures as wide as they come: waits of hours, five digits, a share with its interval, growth beyond a hundred percent. */
export function crowdedDay(): Cells {
	return {
		...busyDay(),
		...crowdedCells(),
		'today.asa_s': 4030,
		'today.last_week.asa_s': 3725,
		'today.quarters.asa_s': quarters((quarter) => (quarter > running ? null : wave(quarter) * 88)),
		'today.last_week.quarters.asa_s': quarters((quarter) => wave(quarter) * 70),
		'week.chats': 21_284,
		'week.chats_same_point': 10_102,
		'week.chats_growth': 1.107,
		'week.days': [18_940, 2344, null, null, null, null, null],
		'score.kind': 'csat',
		'score.value': 0.8712,
		'score.low': 0.851,
		'score.high': 0.889,
		'score.n': 12_404,
		'score.scale_max': 5,
		...scoreLine(0.84, 0.8712, 0.02),
		'slow.backlog': 12_284,
		'slow.oldest_since': fixtureNow - 14 * 24 * hour - 23 * hour,
		'slow.target_s': 3 * 86_400,
		'slow.over_target': 10_284
	};
}

/** Twenty answers, growth that chance explains, no opening hours, a gap in the morning. */
export function thinDay(): Cells {
	return calmDay({
		'today.open': null,
		'today.close': null,
		'today.quarters.asa_s': quarters((quarter) =>
			quarter > running || (quarter > 35 && quarter < 39) || quarter === 40 || quarter === 42 ? null : wave(quarter)
		),
		'fast.asa_s': null,
		'week.chats': 41,
		'week.chats_same_point': 36,
		'week.chats_growth': 0.139,
		'week.chats_differs': false,
		'week.days': [29, 12, null, null, null, null, null],
		'week.last_week.days': [24, 25, 20, 31, 22, 9, 0],
		'score.kind': 'nps',
		'score.value': -12.4,
		'score.low': -38.2,
		'score.high': 14.1,
		'score.n': 20,
		'score.weighting': 'responses',
		'score.scale_min': 0,
		...scoreLine(-20, -12.4, 24)
	});
}

/** The first minutes of a centre: nothing to compare with, three answers, nothing in writing. */
export function firstDay(): Cells {
	return {
		...sparseCells(),
		'today.asa_s': null,
		'today.asa_n': 0,
		'today.last_week.asa_s': null,
		'today.quarters.asa_s': new Array<null>(96).fill(null),
		'today.last_week.quarters.asa_s': new Array<null>(96).fill(null),
		'today.open': 480,
		'today.close': 1260,
		'week.chats': 4,
		'week.chats_same_point': 0,
		'week.chats_growth': null,
		'week.chats_differs': null,
		'week.days': [0, 4, null, null, null, null, null],
		'week.last_week.days': new Array<null>(7).fill(null),
		'week.today': 1,
		'score.kind': 'grade',
		'score.value': null,
		'score.low': null,
		'score.high': null,
		'score.n': 3,
		'score.days': 7,
		'score.response_rate': 0.05,
		'score.line': new Array<null>(56).fill(null),
		'score.line_low': new Array<null>(56).fill(null),
		'score.line_high': new Array<null>(56).fill(null),
		'slow.backlog': 0,
		'slow.oldest_since': null,
		'slow.target_s': null,
		'slow.over_target': 0
	};
}

function wave(quarter: number): number {
	const at = quarter / 4;
	const bell = (middle: number, width: number) => Math.exp(-((at - middle) ** 2) / width);
	return 20 + 30 * bell(10, 2.2) + 16 * bell(13.4, 1.6) + 24 * bell(18.5, 3) + ((quarter * 7) % 5) * 2;
}

function quarters(value: (quarter: number) => number | null): readonly (number | null)[] {
	return Array.from({ length: 96 }, (_, quarter) => (quarter < opens || quarter >= closes ? null : value(quarter)));
}

function scoreLine(first: number, last: number, half: number): Cells {
	const line = Array.from({ length: 56 }, (_, day) => {
		if (day === 55) return last;
		return day < 4 ? null : first + ((last - first) * day) / 55 + (half / 3) * Math.sin(day * 1.7);
	});
	return {
		'score.line': line,
		'score.line_low': line.map((value) => (value === null ? null : value - half)),
		'score.line_high': line.map((value) => (value === null ? null : value + half))
	};
}
