import { readClock } from './clock-form.ts';
import type { DateFormat } from './mapping-parts.ts';
import { numberOf, type Cell } from './reading.ts';

const dayMs = 86_400_000;
/** Day 0 of a workbook's serial dates, from March 1900 on; earlier ones are off by the 29th of February that never was. */
const serialZero = Date.UTC(1899, 11, 30);
const firstSerial = 61;
const lastSerial = 2_958_465;
/** Spellings of days that are remembered: a file has few days and many rows. */
const daysRemembered = 5000;

/** A date form that no longer has to be found out. */
export type KnownDateFormat = Exclude<DateFormat, 'auto'>;

/** An instant (UTC epoch ms), or a reading of the local clock (ms since 1970 on that clock). */
export type WrittenTime = Readonly<{ ms: number; isLocal: boolean }>;

/** Forms that have a year of four figures in front are read by every form that has separators: they say what they are. */
const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/;
const zoneSuffix = /\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))$/i;

/** Reads cells that are dates, in one form. */
export class DateReader {
	readonly #format: KnownDateFormat;
	readonly #decimal: '.' | ',';
	readonly #days = new Map<string, number | null>();

	constructor(format: KnownDateFormat, decimal: '.' | ',') {
		this.#format = format;
		this.#decimal = decimal;
	}

	/** The day a cell tells, as ms since 1970 at its local midnight; null when it tells none. */
	dayOf(cell: Cell): number | null {
		const format = this.#format;
		if (format === 'epoch-s' || format === 'epoch-ms') return null; // instants, of which the zone makes days
		if (format === 'yyyymmddhhmmss' || format === 'serial' || isSerial(cell, format)) {
			const time = this.timeOf(cell);
			return time === null ? null : Math.floor(time.ms / dayMs) * dayMs;
		}
		const text = typeof cell === 'number' ? compactText(cell, format) : cell.trim();
		const space = text.search(/[\sT]/);
		return this.#dayWritten(space < 0 ? text : text.slice(0, space));
	}

	/** The date and time a cell tells; null when it does not tell both. */
	timeOf(cell: Cell): WrittenTime | null {
		const format = this.#format;
		if (format === 'epoch-s' || format === 'epoch-ms') return epoch(cell, format, this.#decimal);
		if (format === 'serial' || isSerial(cell, format)) return serial(numberOf(cell, this.#decimal));
		const text = typeof cell === 'number' ? compactText(cell, format) : cell.trim();
		if (format === 'yyyymmddhhmmss') return this.#compactTime(text);
		const space = text.search(/[\sT,]/);
		if (space < 0) return null;
		const day = this.#dayWritten(text.slice(0, space));
		return day === null ? null : withClock(day, text.slice(space + 1).trim());
	}

	#compactTime(text: string): WrittenTime | null {
		if (!/^\d{14}$/.test(text)) return null;
		const day = dayOfDigits(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8));
		const time = readClock(text.slice(8), 'hhmmss', '.');
		return day === null || time === null ? null : { ms: day + time, isLocal: true };
	}

	#dayWritten(text: string): number | null {
		const known = this.#days.get(text);
		if (known !== undefined) return known;
		const day = parseDay(text, this.#format);
		if (this.#days.size >= daysRemembered) this.#days.clear();
		this.#days.set(text, day);
		return day;
	}
}

/** A number in a workbook is a serial date, unless the form is one of figures without separators. */
function isSerial(cell: Cell, format: KnownDateFormat): boolean {
	return typeof cell === 'number' && !format.startsWith('yy');
}

function compactText(cell: number, format: KnownDateFormat): string {
	// 010199 as a number has lost its nought.
	return format === 'yymmdd' ? String(cell).padStart(6, '0') : String(cell);
}

function serial(days: number | null): WrittenTime | null {
	if (days === null || days < firstSerial || days > lastSerial) return null;
	return { ms: serialZero + Math.round(days * dayMs), isLocal: true };
}

function epoch(cell: Cell, format: 'epoch-s' | 'epoch-ms', decimal: '.' | ','): WrittenTime | null {
	const number = numberOf(cell, decimal);
	if (number === null || number < 0) return null;
	const ms = Math.round(format === 'epoch-s' ? number * 1000 : number);
	// The year 2286 in seconds, or in ms: beyond it the unit is wrong.
	return ms >= 1e13 ? null : { ms, isLocal: false };
}

function withClock(day: number, text: string): WrittenTime | null {
	const last = text.charCodeAt(text.length - 1);
	// Only a figure or a Z can end an offset, and AM or PM cannot: most times need no second look.
	const zone = last === 0x5a || last === 0x7a || text.length > 5 ? zoneSuffix.exec(text) : null;
	const time = readClock(zone === null ? text : text.slice(0, zone.index), 'clock', '.');
	if (time === null) return null;
	if (zone === null) return { ms: day + time, isLocal: true };
	const offset = zone[1] === undefined ? (Number(zone[3]) * 60 + Number(zone[4])) * 60_000 : 0;
	return { ms: day + time - (zone[2] === '-' ? -offset : offset), isLocal: false };
}

function parseDay(text: string, format: KnownDateFormat): number | null {
	if (format === 'yymmdd' || format === 'yyyymmdd') {
		if (!(format === 'yymmdd' ? /^\d{6}$/ : /^\d{8}$/).test(text)) return null;
		const year = text.length - 4;
		return dayOfDigits(text.slice(0, year), text.slice(year, year + 2), text.slice(year + 2));
	}
	const first = yearFirst.exec(text);
	if (first !== null) return dayOfDigits(first[1], first[2], first[3]);
	const last = format === 'd-m-y' || format === 'm-d-y' ? yearLast.exec(text) : null;
	if (last === null) return null;
	return format === 'd-m-y' ? dayOfDigits(last[3], last[2], last[1]) : dayOfDigits(last[3], last[1], last[2]);
}

/** The day of a calendar date; null where there is none. Years of two figures are those from 1969 to 2068. */
function dayOfDigits(
	yearDigits: string | undefined,
	monthDigits: string | undefined,
	dayDigits: string | undefined
): number | null {
	let year = Number(yearDigits);
	if (yearDigits?.length === 2) year += year < 69 ? 2000 : 1900;
	const month = Number(monthDigits);
	const day = Number(dayDigits);
	if (year < 1900 || month < 1 || month > 12 || day < 1) return null;
	const ms = Date.UTC(year, month - 1, day);
	return new Date(ms).getUTCDate() === day ? ms : null;
}

/** Whether a text is a date with a time, the year first. */
export function isWrittenMoment(text: string): boolean {
	return new DateReader('iso', '.').timeOf(text) !== null;
}
