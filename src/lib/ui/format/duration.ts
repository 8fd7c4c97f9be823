/** What stands where nothing is known. */
export const dash = '–';

/**
 * A wait as people say it: `m:ss`, from an hour on `h:mm:ss`. Seconds always have two digits, minutes of an hour too.
 * @param seconds 0 or more, cut to whole seconds; null = not known
 */
export function duration(seconds: number | null): string {
	if (seconds === null) return dash;
	const whole = Math.floor(seconds);
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor((whole % 3600) / 60);
	const rest = twoDigits(whole % 60);
	return hours === 0 ? `${minutes}:${rest}` : `${hours}:${twoDigits(minutes)}:${rest}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}
