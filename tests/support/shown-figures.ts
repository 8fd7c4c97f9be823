/** Figures as people read them on a screen in Dutch, written here anew: a screen is held against these. */

/** `m:ss`, cut to whole seconds; a dash where there is nothing to say. Knows no hours. */
export function writtenWait(seconds: number | null): string {
	if (seconds === null) return '–';
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** An average wait is rounded to whole seconds. */
export function writtenAverage(seconds: number | null): string {
	return writtenWait(seconds === null ? null : Math.round(seconds));
}

/** Whole percents, one decimal below ten; one that misses its norm is not rounded up to it. */
export function writtenShare(share: number | null, norm: number): string {
	if (share === null) return '–';
	const percent = share * 100;
	if (share < norm && Math.round(percent) >= norm * 100) return `${comma(Math.floor(percent * 10) / 10)}%`;
	return share !== 0 && percent < 9.95 ? `${comma(percent)}%` : `${Math.round(percent)}%`;
}

/** The time on a clock in a zone. */
export function writtenClock(at: number, zone: string): string {
	return new Date(at).toLocaleTimeString('nl-NL', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
}

function comma(percent: number): string {
	return percent.toFixed(1).replace('.', ',');
}
