import type { IntakeProblem } from '#lib/protocol/live-cells.ts';
import type { Messages } from './nl.ts';

/** Why nothing is taken in, in a word or two. */
export function intakeProblemWords(problem: IntakeProblem, text: Messages): string {
	switch (problem) {
		case 'disk-full':
			return text.diskFull;
		case 'log-locked':
			return text.logLocked;
		case 'log-unwritable':
			return text.logUnwritable;
	}
}
