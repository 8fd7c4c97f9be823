import type { NormStatus } from '#lib/domain/norms/norm-status.ts';
import { dash, duration } from '../format/duration.ts';
import { count, decimals, percent, percentNumber } from '../format/number.ts';
import type { Wording } from '../i18n/wording.ts';
import type { ScoreFigure, ServiceFigures } from './phone-figures.ts';

/** One figure in a tile, ready to be shown. */
export type Kpi = Readonly<{
	label: string;
	/** Key of its definition; null = there is none to show. */
	metric: string | null;
	shown: string;
	/** Small, behind the figure: its unit, or how far it may be off. */
	unit: string;
	/** What it is measured against and over, in parts that may stand on lines of their own. */
	notes: readonly string[];
	status: NormStatus;
	/** Shown in grey: there is too little behind it to judge it. */
	isFew: boolean;
	/** Where the figure and its norm lie on a bar, 0 to 1. */
	share: number | null;
	norm: number | null;
	/** It is what a silent source was last known to have told. */
	isLastKnown?: boolean;
}>;

/**
 * A figure with what has to be said of where it comes from.
 * @param silent what is said of a silent source, null = nothing is wrong
 * @param closed why there may be no figure, null = no reason is known
 */
export function explained(kpi: Kpi, silent: string | null, closed: string | null): Kpi {
	const notes = [...kpi.notes, kpi.shown === dash && closed !== null ? closed : null, silent].filter(
		(note) => note !== null
	);
	return silent === null ? { ...kpi, notes } : { ...kpi, notes, isLastKnown: true };
}

/** The service level of the day. */
export function serviceLevelKpi(service: ServiceFigures, { language, text }: Wording): Kpi {
	const { serviceLevel: level, offered, isServiceLevelTooFew: isFew } = service;
	return {
		label: text.serviceLevel,
		metric: 'sl_v5',
		shown: percentNumber(level.value, language, level.norm),
		unit: level.value === null ? '' : '%',
		notes: [
			level.norm === null ? null : text.norm(percent(level.norm, language)),
			service.targetSeconds === null ? null : text.within(count(service.targetSeconds, language)),
			text.today,
			offered === null ? null : text.countN(count(offered, language))
		].filter((note) => note !== null),
		status: level.status,
		isFew,
		share: level.value,
		norm: level.norm
	};
}

/** The bar of an average wait reaches to this many times its norm. */
const waitBarNorms = 2.5;

/** The average wait of the last half hour. */
export function averageWaitKpi(service: ServiceFigures, { language, text }: Wording): Kpi {
	const { averageWait: wait, answered } = service;
	const top = wait.norm === null || wait.norm === 0 ? null : wait.norm * waitBarNorms;
	return {
		label: text.averageWait,
		metric: 'asa_s',
		shown: duration(wait.value),
		unit: '',
		notes: [
			wait.norm === null ? null : text.norm(duration(wait.norm)),
			text.answeredWord,
			text.last30Minutes,
			answered === null ? null : text.countN(count(answered, language))
		].filter((note) => note !== null),
		status: wait.status,
		isFew: false,
		share: wait.value === null || top === null ? null : wait.value / top,
		norm: top === null ? null : 1 / waitBarNorms
	};
}

/**
 * How customers rate the centre. Too few answers hide the score, few leave it grey; while it is not known its place stays, so that
 * nothing moves when it comes.
 * @param isBehind the server is catching up with its log, which is why there is no score yet
 */
export function scoreKpi(score: ScoreFigure | null, isBehind: boolean, { language, text }: Wording): Kpi {
	if (score === null) {
		const unknown = {
			metric: null,
			shown: dash,
			unit: '',
			status: 'unknown',
			isFew: false,
			share: null,
			norm: null
		} as const;
		return { ...unknown, label: text.satisfaction, notes: isBehind ? [text.catchingUp] : [] };
	}
	const { kind, value, low, high, n } = score;
	const write = (figure: number | null): string => {
		if (figure === null) return dash;
		if (kind === 'grade') return decimals(figure, 1, language);
		return kind === 'nps' ? decimals(figure, 0, language) : percentNumber(figure, language);
	};
	const isShare = kind === 'csat' || kind === 'ces';
	const interval = low === null || high === null ? null : text.range(write(low), `${write(high)}${isShare ? '%' : ''}`);
	const few = score.publication === 'hidden' ? (n === 0 ? text.noAnswers : text.tooFewAnswers) : null;
	return {
		label: text.satisfaction,
		metric: kind,
		shown: write(value),
		unit: value === null ? '' : isShare ? '%' : kind === 'nps' ? text.points : '',
		notes: [
			value === null ? null : interval,
			few,
			score.days === null ? null : text.lastDays(count(score.days, language)),
			text.countN(count(n, language)),
			score.responseRate === null ? null : text.responseRate(percent(score.responseRate, language))
		].filter((note) => note !== null),
		status: 'unknown',
		isFew: score.publication !== 'normal',
		share: placeOnScale(score),
		norm: null
	};
}

function placeOnScale({ kind, value, scaleMin, scaleMax }: ScoreFigure): number | null {
	if (value === null) return null;
	if (kind === 'csat' || kind === 'ces') return value;
	if (kind === 'nps') return (value + 100) / 200;
	return scaleMin === null || scaleMax === null ? null : (value - scaleMin) / (scaleMax - scaleMin);
}
