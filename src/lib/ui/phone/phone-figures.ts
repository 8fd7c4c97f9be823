import {
	averageWaitStatus,
	loadStatus,
	type NormStatus,
	SERVICE_LEVEL_MIN_OFFERED,
	serviceLevelStatus
} from '#lib/domain/norms/norm-status.ts';
import { type Publication, publicationOf } from '#lib/domain/satisfaction/publication.ts';
import { type Cells, queueCellPrefix } from '#lib/protocol/live-cells.ts';
import { endAt } from '../board/centre-standing.ts';
import { type Figure, type NamedStanding, type NowFigures, nowFigures } from '../board/now-figures.ts';
import { lineCell, type MinuteLine, numberCell, textCell } from '../figures/cell-values.ts';
import { type Silence, silenceOf } from '../figures/source-silence.ts';

/** How the day and the last half hour went, of the centre or of one queue. */
export type ServiceFigures = Readonly<{
	/** Whole seconds, answered in the last 30 minutes. */
	averageWait: Figure;
	answered: number | null;
	/** Share 0 to 1, today. */
	serviceLevel: Figure;
	offered: number | null;
	isServiceLevelTooFew: boolean;
	/** Seconds promised, null when the channels promise different things. */
	targetSeconds: number | null;
	/** Share promised, 0 to 1. */
	targetShare: number | null;
}>;

/** A queue as the phone shows it. */
export type PhoneQueue = NamedStanding &
	Readonly<{
		depthStatus: NormStatus;
		longestWaitStatus: NormStatus;
		line: MinuteLine;
		lineLastWeek: MinuteLine;
		service: ServiceFigures;
		/** Instant since when it has been off its norm, UTC ms; null when it is not. */
		offNormSince: number | null;
	}>;

/** Kinds of score; each is the key of its metric, too. */
export const scoreKinds = ['csat', 'nps', 'ces', 'grade'] as const;

/** How customers rate the centre, over the last days. */
export type ScoreFigure = Readonly<{
	kind: (typeof scoreKinds)[number];
	/** Share (csat, ces), points (nps) or mean (grade); null while it is hidden. */
	value: number | null;
	/** 95 % interval, null where there is none. */
	low: number | null;
	high: number | null;
	n: number;
	publication: Publication;
	days: number | null;
	/** Share of the invitations that were answered, 0 to 1. */
	responseRate: number | null;
	scaleMin: number | null;
	scaleMax: number | null;
}>;

/** What the phone shows, worked out from its cells for one instant. */
export type PhoneFigures = Readonly<{
	now: NowFigures;
	service: ServiceFigures;
	/** Fast queues, gravest first. */
	queues: readonly PhoneQueue[];
	centreOffNormSince: number | null;
	/** Null = nothing is known of it. */
	score: ScoreFigure | null;
	/** The silent source that satisfaction rests on; null = nothing is wrong. */
	scoreSilence: Silence | null;
	/** The server is still catching up with its log, and satisfaction is not known because of it. */
	isBehind: boolean;
}>;

/**
 * Works out what the phone shows.
 * @param at instant the figures are of, UTC ms; null = not known
 */
export function phoneFigures(cells: Cells, at: number | null, language: string | null = null): PhoneFigures {
	const now = nowFigures(cells, at, language);
	return {
		now,
		service: serviceFigures(cells, 'fast.'),
		queues: now.queues.map((standing) => {
			const prefix = queueCellPrefix(standing.queue);
			return {
				...standing,
				depthStatus: loadStatus(standing.depth, standing.depthNorm),
				longestWaitStatus: loadStatus(standing.longestWaitSeconds, standing.longestWaitNormSeconds),
				line: endAt(lineCell(cells, `${prefix}line`), now.lineEnd, standing.silence?.since ?? null),
				lineLastWeek: lineCell(cells, `${prefix}line.last_week`),
				service: serviceFigures(cells, prefix),
				offNormSince: numberCell(cells, `${prefix}off_norm_since`)
			};
		}),
		centreOffNormSince: numberCell(cells, 'fast.off_norm_since'),
		score: scoreFigure(cells),
		scoreSilence: silenceOf(cells, 'score'),
		isBehind: cells['today.is_behind'] === true
	};
}

function serviceFigures(cells: Cells, prefix: string): ServiceFigures {
	const exactWait = numberCell(cells, `${prefix}asa_s`);
	// Rounded first, measured after: a figure that reads 1:00 is within a norm of 1:00.
	const wait = exactWait === null ? null : Math.round(exactWait);
	const waitNorm = numberCell(cells, `${prefix}norm.asa_s`);
	const level = numberCell(cells, `${prefix}sl`);
	const levelNorm = numberCell(cells, `${prefix}norm.sl`);
	const offered = numberCell(cells, `${prefix}sl_offered`);
	return {
		averageWait: { value: wait, norm: waitNorm, status: averageWaitStatus(wait, waitNorm) },
		answered: numberCell(cells, `${prefix}asa_n`),
		serviceLevel: { value: level, norm: levelNorm, status: serviceLevelStatus(level, levelNorm, offered) },
		offered,
		isServiceLevelTooFew: offered !== null && offered < SERVICE_LEVEL_MIN_OFFERED,
		targetSeconds: numberCell(cells, `${prefix}sl_target_s`),
		targetShare: numberCell(cells, `${prefix}sl_target_share`)
	};
}

function scoreFigure(cells: Cells): ScoreFigure | null {
	const kind = scoreKinds.find((known) => known === textCell(cells, 'score.kind'));
	const n = numberCell(cells, 'score.n');
	if (kind === undefined || n === null) return null;
	const publication = publicationOf(n);
	// Whatever the server sends: a score of so few is nobody's to see.
	const shown = (key: string) => (publication === 'hidden' ? null : numberCell(cells, key));
	return {
		kind,
		value: shown('score.value'),
		low: shown('score.low'),
		high: shown('score.high'),
		n,
		publication,
		days: numberCell(cells, 'score.days'),
		responseRate: numberCell(cells, 'score.response_rate'),
		scaleMin: numberCell(cells, 'score.scale_min'),
		scaleMax: numberCell(cells, 'score.scale_max')
	};
}
