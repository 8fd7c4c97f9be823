import { millisecondsOf } from './clock-form.ts';
import type { DurationFormat } from './mapping-parts.ts';
import { numberOf, type Cell } from './reading.ts';

const unitMs = { s: 1000, ms: 1, min: 60_000, 'day-fraction': 86_400_000 } as const;
const clock = /^(-?)(?:(\d{1,4}):)?(\d{1,5}):(\d{2})(?:[.,](\d{1,9}))?$/;

/** A hundred years: longer is a wrong unit, or no duration at all. */
const longestMs = 100 * 365.25 * unitMs['day-fraction'];

/**
 * The length of time a cell tells.
 * @param decimal the decimal separator of numbers
 * @returns ms, below 0 where the cell says so; null when the cell tells none in this form
 */
export function readDuration(cell: Cell, format: DurationFormat, decimal: '.' | ','): number | null {
	if (format === 'h:mm:ss' || format === 'mm:ss') {
		// A workbook keeps what it shows as 0:02:23 as a fraction of a day.
		return typeof cell === 'number' ? sensible(cell * unitMs['day-fraction']) : written(cell.trim(), format);
	}
	const number = numberOf(cell, decimal);
	return number === null ? null : sensible(number * unitMs[format]);
}

function sensible(ms: number): number | null {
	return Math.abs(ms) <= longestMs ? Math.round(ms) : null;
}

function written(text: string, format: 'h:mm:ss' | 'mm:ss'): number | null {
	const match = clock.exec(text);
	if (match === null) return null;
	const hours = match[2];
	const minutes = Number(match[3]);
	const seconds = Number(match[4]);
	if ((hours === undefined) !== (format === 'mm:ss') || seconds > 59) return null;
	if (hours !== undefined && minutes > 59) return null;
	const ms = (Number(hours ?? 0) * 60 + minutes) * 60_000 + seconds * 1000 + millisecondsOf(match[5]);
	return match[1] === '-' ? -ms : ms;
}
