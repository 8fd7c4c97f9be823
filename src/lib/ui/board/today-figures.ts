import { averageWaitStatus } from '#lib/domain/norms/norm-status.ts';
import type { NormStatus } from '#lib/domain/norms/norm-status.ts';
import { waitSeconds } from '#lib/domain/norms/queue-standing.ts';
import { publicationOf } from '#lib/domain/satisfaction/publication.ts';
import type { Publication } from '#lib/domain/satisfaction/publication.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { lineCell, numberCell } from '../figures/cell-values.ts';
import { measuredAt, type Silence, silenceOf } from '../figures/source-silence.ts';
import type { Figure } from './now-figures.ts';

/** Values by their place in a row; null = not known, or has not come. */
export type Row = readonly (number | null)[];

/** The kinds of score a centre may ask for. */
export type ScoreKind = 'csat' | 'nps' | 'ces' | 'grade';

/** The average wait over the day, in whole seconds. */
export type DayWait = Readonly<{
	average: Figure;
	answered: number | null;
	lastWeek: number | null;
	/** 96 quarters by the clock on the wall, from midnight. */
	quarters: Row;
	lastWeekQuarters: Row;
	/** Minutes after midnight between which the centre is open; null = no hours known. */
	open: number | null;
	close: number | null;
	/** Over the last 30 minutes, against the same norm. */
	current: Figure;
}>;

/** Chats of this week against last week up to the same moment. */
export type WeekChats = Readonly<{
	chats: number | null;
	samePoint: number | null;
	/** Share by which it grew, null when there is nothing to compare with. */
	growth: number | null;
	/** Whether chance alone hardly explains the difference. */
	differs: boolean | null;
	/** Seven days, Monday first. */
	days: Row;
	lastWeekDays: Row;
	today: number | null;
}>;

/** How customers rate the centre over the last days. */
export type RollingScore = Readonly<{
	kind: ScoreKind | null;
	value: number | null;
	low: number | null;
	high: number | null;
	/** Answers; null = not known. */
	n: number | null;
	/** How the score may be shown; null while the number of answers is not known. */
	publication: Publication | null;
	days: number | null;
	responseRate: number | null;
	isByVolume: boolean;
	bounds: Readonly<{ min: number; max: number }>;
	line: Row;
	lineLow: Row;
	lineHigh: Row;
}>;

/** What waits for an answer in writing. */
export type SlowWork = Readonly<{
	backlog: number | null;
	/** Seconds the oldest has waited; null when none waits or it is not known. */
	oldestSeconds: number | null;
	targetSeconds: number | null;
	overTarget: number | null;
	status: NormStatus;
}>;

/** What the board *Today* shows, worked out from its cells for one instant. */
export type TodayFigures = Readonly<{
	/** The server is still catching up with its log: only what waits in writing is known. */
	isBehind: boolean;
	wait: DayWait;
	chats: WeekChats;
	score: RollingScore;
	slow: SlowWork;
	/** The silent source that each tile rests on; null = nothing is wrong. */
	silences: Readonly<Record<'today' | 'week' | 'score' | 'slow', Silence | null>>;
}>;

/**
 * Works out what the board *Today* shows.
 * @param at instant the figures are of, UTC ms; null = not known, then no age is either
 */
export function todayFigures(cells: Cells, at: number | null): TodayFigures {
	return {
		isBehind: cells['today.is_behind'] === true,
		wait: dayWait(cells),
		chats: weekChats(cells),
		score: rollingScore(cells),
		slow: slowWork(cells, at),
		silences: {
			today: silenceOf(cells, 'today'),
			week: silenceOf(cells, 'week'),
			score: silenceOf(cells, 'score'),
			slow: silenceOf(cells, 'slow')
		}
	};
}

function dayWait(cells: Cells): DayWait {
	const norm = numberCell(cells, 'fast.norm.asa_s');
	return {
		average: waitFigure(numberCell(cells, 'today.asa_s'), norm),
		answered: numberCell(cells, 'today.asa_n'),
		lastWeek: rounded(numberCell(cells, 'today.last_week.asa_s')),
		quarters: lineCell(cells, 'today.quarters.asa_s'),
		lastWeekQuarters: lineCell(cells, 'today.last_week.quarters.asa_s'),
		open: numberCell(cells, 'today.open'),
		close: numberCell(cells, 'today.close'),
		current: waitFigure(numberCell(cells, 'fast.asa_s'), norm)
	};
}

/** Rounded first, measured after: a figure that reads 1:00 is within a norm of 1:00. */
function waitFigure(exact: number | null, norm: number | null): Figure {
	const value = rounded(exact);
	return { value, norm, status: averageWaitStatus(value, norm) };
}

function weekChats(cells: Cells): WeekChats {
	const differs = cells['week.chats_differs'];
	const today = numberCell(cells, 'week.today');
	return {
		chats: numberCell(cells, 'week.chats'),
		samePoint: numberCell(cells, 'week.chats_same_point'),
		growth: numberCell(cells, 'week.chats_growth'),
		differs: typeof differs === 'boolean' ? differs : null,
		days: lineCell(cells, 'week.days'),
		lastWeekDays: lineCell(cells, 'week.last_week.days'),
		today
	};
}

const scoreKinds: readonly ScoreKind[] = ['csat', 'nps', 'ces', 'grade'];
const ownBounds: Readonly<Record<ScoreKind, Readonly<{ min: number; max: number }>>> = {
	csat: { min: 0, max: 1 },
	ces: { min: 0, max: 1 },
	nps: { min: -100, max: 100 },
	grade: { min: 1, max: 10 }
};

function rollingScore(cells: Cells): RollingScore {
	const kind = scoreKinds.find((known) => known === cells['score.kind']) ?? null;
	const n = numberCell(cells, 'score.n');
	const publication = n === null ? null : publicationOf(n);
	const value = publication === 'hidden' ? null : numberCell(cells, 'score.value');
	const own = ownBounds[kind ?? 'csat'];
	// A share has the same ends whatever scale it was asked on; a mean has those of its scale.
	const bounds =
		kind === 'grade'
			? { min: numberCell(cells, 'score.scale_min') ?? own.min, max: numberCell(cells, 'score.scale_max') ?? own.max }
			: own;
	return {
		kind,
		value,
		low: value === null ? null : numberCell(cells, 'score.low'),
		high: value === null ? null : numberCell(cells, 'score.high'),
		n,
		publication,
		days: numberCell(cells, 'score.days'),
		responseRate: numberCell(cells, 'score.response_rate'),
		isByVolume: cells['score.weighting'] === 'volume',
		bounds,
		line: lineCell(cells, 'score.line'),
		lineLow: lineCell(cells, 'score.line_low'),
		lineHigh: lineCell(cells, 'score.line_high')
	};
}

function slowWork(cells: Cells, at: number | null): SlowWork {
	const since = numberCell(cells, 'slow.oldest_since');
	const overTarget = numberCell(cells, 'slow.over_target');
	return {
		backlog: numberCell(cells, 'slow.backlog'),
		oldestSeconds:
			since === null || at === null ? null : waitSeconds(since, measuredAt(at, since, silenceOf(cells, 'slow'))),
		targetSeconds: numberCell(cells, 'slow.target_s'),
		overTarget,
		status: overTarget === null ? 'unknown' : overTarget > 0 ? 'attention' : 'within'
	};
}

function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value);
}
