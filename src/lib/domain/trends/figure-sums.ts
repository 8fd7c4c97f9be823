import type { IntervalFigures, PartOf, ScoreSum, TimeSum } from './interval-totals.ts';

class CountSum {
	/** How many parts have it. */
	n = 0;
	#sum = 0;

	add(value: number | null): void {
		if (value === null) return;
		this.n++;
		this.#sum += value;
	}

	/** @returns null unless all of so many parts have it */
	of(parts: number): number | null {
		return this.n === parts && parts > 0 ? this.#sum : null;
	}
}

class PartSum {
	n = 0;
	#met = 0;
	#of = 0;

	add(value: PartOf | null): void {
		if (value === null) return;
		this.n++;
		this.#met += value.met;
		this.#of += value.of;
	}

	get sum(): PartOf | null {
		return this.n === 0 ? null : { met: this.#met, of: this.#of };
	}
}

class TimesSum {
	n = 0;
	#sumMs = 0;
	#of = 0;

	add(value: TimeSum | null): void {
		if (value === null) return;
		this.n++;
		this.#sumMs += value.sumMs;
		this.#of += value.of;
	}

	get sum(): TimeSum | null {
		return this.n === 0 ? null : { sumMs: this.#sumMs, of: this.#of };
	}
}

class ScoresSum {
	n = 0;
	isMixed = false;
	#first: ScoreSum | null = null;
	#sum = 0;
	#of = 0;
	#squares = 0;
	#topTwo = 0;
	#hasSquares = true;
	#hasTopTwo = true;

	add(value: ScoreSum | null): void {
		if (value === null) return;
		this.n++;
		const first = (this.#first ??= value);
		if (value.kind !== first.kind || value.min !== first.min || value.max !== first.max) this.isMixed = true;
		this.#sum += value.sum;
		this.#of += value.of;
		if (value.squares === undefined) this.#hasSquares = false;
		else this.#squares += value.squares;
		if (value.topTwo === undefined) this.#hasTopTwo = false;
		else this.#topTwo += value.topTwo;
	}

	/** Null where scores of several kinds or scales are among them. */
	get sum(): ScoreSum | null {
		if (this.#first === null || this.isMixed) return null;
		const { kind, min, max } = this.#first;
		return {
			...{ kind, min, max, sum: this.#sum, of: this.#of },
			// Without the squares of all there is no spread of all; likewise the two highest scores.
			...(this.#hasSquares ? { squares: this.#squares } : {}),
			...(this.#hasTopTwo ? { topTwo: this.#topTwo } : {})
		};
	}
}

/** Sums of every figure, made in one pass: a year has thousands of totals. */
export class FigureSums {
	readonly contacts = new CountSum();
	readonly offered = new CountSum();
	readonly answered = new CountSum();
	readonly abandoned = new CountSum();
	readonly shortAbandoned = new CountSum();
	readonly surveysSent = new CountSum();
	readonly surveysAnswered = new CountSum();
	readonly withinTarget = new PartSum();
	readonly answeredWait = new TimesSum();
	readonly allWait = new TimesSum();
	readonly handle = new TimesSum();
	readonly score = new ScoresSum();

	add(figures: IntervalFigures): void {
		this.contacts.add(figures.contacts);
		this.offered.add(figures.offered);
		this.answered.add(figures.answered);
		this.abandoned.add(figures.abandoned);
		this.shortAbandoned.add(figures.shortAbandoned);
		this.surveysSent.add(figures.surveysSent);
		this.surveysAnswered.add(figures.surveysAnswered);
		this.withinTarget.add(figures.withinTarget);
		this.answeredWait.add(figures.answeredWait);
		this.allWait.add(figures.allWait);
		this.handle.add(figures.handle);
		this.score.add(figures.score);
	}
}

/** Every figure by its name. */
export const figureNames = [
	'contacts',
	'offered',
	'answered',
	'abandoned',
	'shortAbandoned',
	'surveysSent',
	'surveysAnswered',
	'withinTarget',
	'answeredWait',
	'allWait',
	'handle',
	'score'
] as const satisfies readonly (keyof IntervalFigures)[];
