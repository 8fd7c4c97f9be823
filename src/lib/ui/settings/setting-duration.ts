/** How the units of a duration are typed, in either language, by how a settings file writes them. */
const unitWords: Readonly<Record<'d' | 'h' | 'm' | 's', readonly string[]>> = {
	d: ['d', 'dag', 'dagen', 'day', 'days'],
	h: ['h', 'u', 'hr', 'uur', 'uren', 'hour', 'hours'],
	m: ['m', 'min', 'minuut', 'minuten', 'minute', 'minutes'],
	s: ['s', 'sec', 'seconde', 'seconden', 'second', 'seconds']
};
const units = ['d', 'h', 'm', 's'] as const;

/** A duration of a settings file as people read it: `1m30s` is `1 min 30 s`, `24h` is `24 u` or `24 h`; anything else as it is. */
export function shownDuration(written: string, hourUnit: string): string {
	if (!isWritten(written)) return written;
	const shown = { d: 'd', h: hourUnit, m: 'min', s: 's' };
	return written
		.replaceAll(
			/(\d+)([dhms])/g,
			(_, count: string, unit: 'd' | 'h' | 'm' | 's') =>
				// A space before the next part, too.
				`${count} ${shown[unit]} `
		)
		.trimEnd();
}

/**
 * A duration as people type it, in the form of a settings file; null where it is none. Without a unit it is seconds; what has a
 * colon is minutes and seconds, with two of them hours before that. Units are taken in Dutch and English, largest first.
 */
export function typedDuration(typed: string): string | null {
	const plain = typed.toLowerCase().replaceAll(/[\s\u00a0\u202f]/g, '');
	if (/^\d{1,7}$/.test(plain)) return `${plain}s`;
	const [, hours, minutes, seconds] = /^(?:(\d{1,3}):(?=\d\d:))?(\d{1,4}):([0-5]\d)$/.exec(plain) ?? [];
	if (minutes !== undefined && seconds !== undefined) {
		if (hours !== undefined && Number(minutes) > 59) return null;
		return `${hours === undefined ? '' : `${Number(hours)}h`}${Number(minutes)}m${Number(seconds)}s`;
	}
	const written = plain.replaceAll(/[a-z]+/g, (word) => units.find((unit) => unitWords[unit].includes(word)) ?? '?');
	return isWritten(written) ? written : null;
}

function isWritten(text: string): boolean {
	return /^(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(text);
}
