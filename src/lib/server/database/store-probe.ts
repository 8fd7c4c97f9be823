import type { IntakeProblem } from '#lib/protocol/live-cells.ts';

/** Why nothing can be written, for programs and in words. */
export type Trouble = Readonly<{ kind: IntakeProblem; words: string }>;

/** Tells whether a store takes writes. */
export interface StoreProbe {
	/** The log has just been written: for some time there is nothing to try. */
	wrote(): void;

	/**
	 * The log has just taken nothing: for some time that is the answer.
	 * @param refusal what became of it, and the error behind it
	 */
	refused(refusal: Readonly<{ failure: 'disk-full' | 'away'; cause?: unknown }>): void;

	/** Why nothing can be written, in words; null when something can. Tries, where it has not for a while. */
	problem(): string | null;

	/** What is wrong as far as it is known without trying; null when nothing is. */
	readonly standing: Trouble | null;

	/** Tries again where something was wrong, when it is time; where nothing was, nothing is tried. To be called often. */
	tryAgain(): void;
}
