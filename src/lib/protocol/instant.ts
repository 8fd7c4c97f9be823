const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const epochDay = 719_162;

/**
 * Reads an RFC 3339 instant: `2026-11-22T10:42:00.123+01:00`. Date.parse is not strict enough (it takes local
 * times, and `2026-02-30`), a regular expression costs five times as much.
 * @returns UTC epoch ms, digits beyond the millisecond cut off; null when it is not RFC 3339 with a zone
 */
export function parseInstant(text: string): number | null {
	// A digit that is not one makes its group NaN, and NaN fails every comparison below.
	const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
	const month = twoDigits(text, 5);
	const day = twoDigits(text, 8);
	const hour = twoDigits(text, 11);
	const minute = twoDigits(text, 14);
	const second = twoDigits(text, 17);
	const separator = text.charCodeAt(10) | 0x20;
	if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || separator !== 116) return null;
	if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
	if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 60)) return null;
	const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	if (day > (daysInMonth[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0)) return null;

	let position = 19;
	let ms = 0;
	if (text.charCodeAt(position) === 46) {
		const first = ++position;
		for (let unit = 100; isDigit(text.charCodeAt(position)); position++, unit = Math.floor(unit / 10)) {
			ms += (text.charCodeAt(position) - 48) * unit;
		}
		if (position === first) return null;
	}
	const offsetMinutes = zoneOffsetMinutes(text, position);
	if (offsetMinutes === null) return null;

	const before = year - 1;
	const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
	const dayOfYear = (daysBeforeMonth[month - 1] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
	const days = before * 365 + leapDays + dayOfYear - epochDay;
	const minutes = days * 1440 + hour * 60 + minute - offsetMinutes;
	// A leap second exists only as the last second of a UTC day; epoch time gives it the number of the next second.
	if (second === 60 && (minutes + 1) % 1440 !== 0) return null;
	return minutes * 60_000 + second * 1000 + ms;
}

/** Minutes east of UTC of the zone that must end the text at `position`; null when there is none or it is malformed. */
function zoneOffsetMinutes(text: string, position: number): number | null {
	const sign = text.charCodeAt(position);
	if ((sign | 0x20) === 122) return text.length === position + 1 ? 0 : null;
	if ((sign !== 43 && sign !== 45) || text.length !== position + 6 || text.charCodeAt(position + 3) !== 58) return null;
	const hours = twoDigits(text, position + 1);
	const minutes = twoDigits(text, position + 4);
	if (!(hours <= 23 && minutes <= 59)) return null;
	return (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
}

function twoDigits(text: string, position: number): number {
	const tens = text.charCodeAt(position);
	const ones = text.charCodeAt(position + 1);
	return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : NaN;
}

function isDigit(code: number): boolean {
	return code >= 48 && code <= 57;
}
