import type { OffAverages } from '../figures/averages.ts';
import type { Messages } from './nl.ts';

/** Which averages are off their norm, in one sentence without a figure: it changes only when the situation does. */
export function averagesSentence({ wait, level }: OffAverages, text: Messages): string {
	if (wait !== null && level !== null) return text.bothAveragesOffNorm;
	return wait === null ? text.serviceLevelUnderNorm : text.averageWaitOverNorm;
}
