import type { ClockFormat } from './mapping-parts.ts';
import { numberOf, type Cell } from './reading.ts';

const dayMs = 86_400_000;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?\s?[Mm]\.?)?$/;

/**
 * The time of day a cell tells.
 * @param decimal the decimal separator of fractions of a day
 * @returns ms since local midnight (24:00:00 is the whole day); null when the cell tells none in this form
 */
export function readClock(cell: Cell, format: ClockFormat, decimal: '.' | ','): number | null {
	// A workbook keeps a time as a fraction of a day, with the date in front of the point where it has one.
	if (typeof cell === 'number') return format === 'hhmmss' ? compact(String(cell)) : fraction(cell);
	if (format === 'day-fraction') {
		const number = numberOf(cell, decimal);
		return number === null ? null : fraction(number);
	}
	return format === 'hhmmss' ? compact(cell.trim()) : written(cell.trim());
}

function fraction(days: number): number | null {
	return days < 0 || !Number.isFinite(days) ? null : Math.round((days - Math.floor(days)) * dayMs) % dayMs;
}

function compact(text: string): number | null {
	if (!/^\d{1,6}$/.test(text)) return null;
	const digits = text.padStart(6, '0');
	return timeOf(Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4)), 0);
}

function written(text: string): number | null {
	const match = clock.exec(text);
	if (match === null) return null;
	const half = match[5];
	let hours = Number(match[1]);
	if (half !== undefined) {
		if (hours < 1 || hours > 12) return null;
		hours = (hours % 12) + (half === 'p' || half === 'P' ? 12 : 0);
	}
	return timeOf(hours, Number(match[2]), Number(match[3] ?? 0), millisecondsOf(match[4]));
}

/** The milliseconds that decimals of a second come to; finer parts are cut off. */
export function millisecondsOf(decimals: string | undefined): number {
	return decimals === undefined ? 0 : Number(decimals.padEnd(3, '0').slice(0, 3));
}

function timeOf(hours: number, minutes: number, seconds: number, milliseconds: number): number | null {
	const ms = hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds;
	return minutes > 59 || seconds > 59 || ms > dayMs ? null : ms;
}
