import { type IntervalData, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { type RandomStream, standardNormal } from '#lib/domain/statistics/random.ts';
import { localPeriodAt, spanOf } from '#lib/domain/time/local-period.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { intervalSeries } from '#lib/domain/trends/interval-series.ts';
import { IntervalLedger } from '#lib/domain/trends/interval-totals.ts';
import { scoreOf } from '#lib/domain/trends/merge-totals.ts';
import type { TrendPoint } from '#lib/domain/trends/segment-line.ts';

const clock = new WallClock('Europe/Amsterdam');
const dayMs = 86_400_000;
/** Far from both ends of the scale, so that hardly any grade is cut off. */
export const middleGrade = 6;
/** Standard deviation of one grade. */
export const gradeSpread = 1.2;

/** Answers of one period. */
export type PlantedPeriod = Readonly<{
	/** What a contact is worth, in points. */
	grade: number;
	answers: number;
}>;

/** Sums of the grades that so many give, each by itself around what a contact is worth. */
export function drawGrades(random: RandomStream, { grade, answers }: PlantedPeriod) {
	let [sum, squares] = [0, 0];
	for (let answer = 0; answer < answers; answer++) {
		const given = Math.min(10, Math.max(1, Math.round(grade + gradeSpread * standardNormal(random))));
		sum += given;
		squares += given * given;
	}
	return { kind: 'grade', min: 1, max: 10, sum, of: answers, squares } as const;
}

/**
 * The series of mean grades as a page of years makes it: answers are added up to totals of periods, these go through the log's ledger
 * and come back as points.
 * @param from the first period's date, `YYYY-MM-DD`
 */
export function plantedScores(
	random: RandomStream,
	grain: 'week' | 'year',
	from: string,
	periods: readonly PlantedPeriod[]
): TrendPoint[] {
	const ledger = new IntervalLedger();
	let local = Date.parse(`${from}T00:00Z`);
	for (const [index, planted] of periods.entries()) {
		const period = localPeriodAt(grain, local);
		const span = spanOf(grain, period, clock);
		const score = drawGrades(random, planted);
		const data: IntervalData = {
			...{ grain, bucket: period.label, to: span.to, zone: clock.zone },
			...{ surveysSent: 2 * score.of, surveysAnswered: score.of, score, definition: {} }
		};
		const event: LogEvent = {
			...{ source: 'planted', id: period.label, type: intervalEventType, time: span.from, data },
			...{ seq: index + 1, receivedAt: span.to }
		};
		ledger.take(event);
		local = period.to;
	}
	const first = localPeriodAt(grain, Date.parse(`${from}T00:00Z`)).from;
	return intervalSeries(ledger.inForce(), { grain }, clock).map(({ label, spans, figures }) => ({
		step: grain === 'year' ? Number(label) : Math.round((clock.localOf(spans[0]?.from ?? 0) - first) / (7 * dayMs)),
		value: scoreOf(figures.score)?.mean ?? Number.NaN
	}));
}

/** Errors that fade from period to period, with a spread of 1. */
export function fadingErrors(random: RandomStream, count: number, persistence: number): number[] {
	let error = standardNormal(random);
	return Array.from({ length: count }, () => {
		error = persistence * error + Math.sqrt(1 - persistence ** 2) * standardNormal(random);
		return error;
	});
}

/**
 * Share of runs that an interval may miss or cover by chance: three and a half standard errors, which one in two thousand seeds exceeds.
 */
export function chanceOf(share: number, runs: number): number {
	return 3.5 * Math.sqrt((share * (1 - share)) / runs);
}
