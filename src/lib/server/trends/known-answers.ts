/** What an answer was made from: where one of these is another, it is made again. */
export type AnswerBasis = Readonly<{
	settings: object;
	totals: object;
	/** Null where it does not matter. */ seq: number | null;
}>;

type Kept<Answer> = AnswerBasis & Readonly<{ madeAt: number; answer: Promise<Answer> }>;

/** Answers that hold for a while; those that were asked for last are kept. */
export class KnownAnswers<Answer> {
	readonly #most: number;
	readonly #kept = new Map<string, Kept<Answer>>();

	/** @param most so many are kept */
	constructor(most: number) {
		this.#most = most;
	}

	/**
	 * The answer of a name, made once for all who ask for it meanwhile.
	 * @param now UTC ms
	 * @param holdsMs how long it holds where its basis is the same
	 */
	get(name: string, basis: AnswerBasis, now: number, holdsMs: number, make: () => Promise<Answer>): Promise<Answer> {
		const known = this.#kept.get(name);
		this.#kept.delete(name);
		const isSame =
			known?.settings === basis.settings &&
			known.totals === basis.totals &&
			known.seq === basis.seq &&
			now >= known.madeAt &&
			now - known.madeAt < holdsMs;
		const kept = isSame ? known : { ...basis, madeAt: now, answer: make() };
		this.#kept.set(name, kept);
		// What failed is not an answer.
		kept.answer.catch(() => {
			if (this.#kept.get(name) === kept) this.#kept.delete(name);
		});
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= this.#most) break;
			this.#kept.delete(oldest);
		}
		return kept.answer;
	}
}
