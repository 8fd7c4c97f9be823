import { countedAlikeGroups, type IntervalData } from '#lib/domain/contact/interval-event.ts';
import { levelsSince } from './year-story.ts';
import type { YearChannel } from './channel-years.ts';

/** What became of the contacts of a period: counts and sums alone, so that days add up to weeks. Times in ms. */
export type YearCell = {
	offered: number;
	answered: number;
	abandoned: number;
	shortAbandoned: number;
	inTarget: number;
	answeredWaitMs: number;
	abandonedWaitMs: number;
	handleMs: number;
	sent: number;
	/** How many gave each grade, from 1 to 10. */
	grades: number[];
};

/** Nothing yet. */
export function emptyCell(): YearCell {
	return {
		offered: 0,
		answered: 0,
		abandoned: 0,
		shortAbandoned: 0,
		inTarget: 0,
		answeredWaitMs: 0,
		abandonedWaitMs: 0,
		handleMs: 0,
		sent: 0,
		grades: Array.from({ length: 10 }, () => 0)
	};
}

/** Adds a cell to another. */
export function addCell(to: YearCell, cell: YearCell): void {
	to.offered += cell.offered;
	to.answered += cell.answered;
	to.abandoned += cell.abandoned;
	to.shortAbandoned += cell.shortAbandoned;
	to.inTarget += cell.inTarget;
	to.answeredWaitMs += cell.answeredWaitMs;
	to.abandonedWaitMs += cell.abandonedWaitMs;
	to.handleMs += cell.handleMs;
	to.sent += cell.sent;
	for (const [index, count] of cell.grades.entries()) to.grades[index] = (to.grades[index] ?? 0) + count;
}

/** What a cell's service level is held against, by the day it begins on. */
export function levelOf(channel: YearChannel, date: string): IntervalData['definition'] {
	// Who came and what people were asked was kept all along as it is kept now; only the service level was not.
	const countedAlike = [...countedAlikeGroups];
	if (date < levelsSince) return { serviceLevel: 'V2', targetSeconds: channel === 'email' ? 86_400 : 30, countedAlike };
	const [targetSeconds, shortSeconds] = channel === 'phone' ? [20, 5] : channel === 'chat' ? [60, 10] : [86_400, 0];
	return { serviceLevel: 'V5', targetSeconds, shortSeconds, countedAlike };
}

/** The totals of a cell, as a file would have them. */
export function figuresOf(cell: YearCell, definition: IntervalData['definition']) {
	const { offered, answered, abandoned, shortAbandoned, answeredWaitMs, grades } = cell;
	const over = (value: (grade: number) => number): number =>
		grades.reduce((sum, count, index) => sum + count * value(index + 1), 0);
	const of = over(() => 1);
	return {
		contacts: offered,
		offered,
		answered,
		abandoned,
		shortAbandoned,
		// Without short abandons below the line or with them: that is what tells the two ways apart.
		withinTarget: { met: cell.inTarget, of: offered - (definition.serviceLevel === 'V5' ? shortAbandoned : 0) },
		answeredWait: { sumMs: answeredWaitMs, of: answered },
		allWait: { sumMs: answeredWaitMs + cell.abandonedWaitMs, of: offered },
		handle: { sumMs: cell.handleMs, of: answered },
		surveysSent: cell.sent,
		surveysAnswered: of,
		score: {
			...{ kind: 'grade', min: 1, max: 10 },
			sum: over((grade) => grade),
			of,
			squares: over((grade) => grade * grade),
			topTwo: over((grade) => (grade > 8 ? 1 : 0))
		},
		definition
	} as const satisfies Partial<IntervalData>;
}
