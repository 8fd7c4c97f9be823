/** What telephone systems write for a caller who is not known: many people, so never one customer. */
const withheld =
	/^(?:anonymous|anon|unknown|<unknown>|restricted|private|withheld|blocked|unavailable|asterisk|none|s|0+)$/i;

const longestName = 200;

/**
 * One spelling for one caller's number, or null when the caller is not known. `+15552659202`, `0015552659202` and
 * `1 (555) 265-9202` are one line. A national number is not turned into an international one: the country is not known
 * here. An address that is not a number (a SIP name) stays as it is.
 */
export function customerNumber(callerId: string | undefined): string | null {
	const trimmed = (callerId ?? '').trim();
	if (trimmed === '' || trimmed.length > longestName || withheld.test(trimmed)) return null;
	const bare = trimmed.replace(/[\s().\-/]/g, '');
	if (!/^\+?\d+$/.test(bare)) return trimmed;
	const digits = bare.replace(/^\+/, '');
	// Shorter ones are extensions, whose zeros count.
	const number = digits.length > 10 ? digits.replace(/^00(?=[1-9])/, '') : digits;
	return withheld.test(number) ? null : number;
}
