import type { WallClock } from '#lib/domain/time/wall-clock.ts';
import { readClock } from './clock-form.ts';
import { DateReader, type KnownDateFormat, type WrittenTime } from './date-form.ts';
import { emptiness, type MappedColumns } from './mapped-columns.ts';
import type { MomentMapping } from './mapping-parts.ts';
import { Fault, quoted, textAt, type Row } from './reading.ts';

const dayMs = 86_400_000;

/** Reads an instant off a row; a time without a date falls within twelve hours of `nearLocal`, a local reading. */
export type MomentReader = (row: Row, nearLocal: number) => number | null | Fault;

/** Local times that the zone's clocks showed twice or never. */
export type ClockOddities = { ambiguous: number; skipped: number };

/** Makes readers of moments: of one form per column, of one zone. */
export class Moments {
	readonly #columns: MappedColumns;
	readonly #clock: WallClock;
	readonly #formats: ReadonlyMap<string, KnownDateFormat>;
	readonly oddities: ClockOddities = { ambiguous: 0, skipped: 0 };

	/** @param formats what was found out about the columns that do not say how their dates are written, by path */
	constructor(columns: MappedColumns, clock: WallClock, formats: ReadonlyMap<string, KnownDateFormat>) {
		this.#columns = columns;
		this.#clock = clock;
		this.#formats = formats;
	}

	/** What the clocks showed at an instant. */
	localOf(at: number): number {
		return this.#clock.localOf(at);
	}

	/** Reads a moment: an instant in UTC epoch ms, null where the cells are empty. */
	reader(path: string, mapping: MomentMapping): MomentReader {
		const { column, date, time } = mapping;
		if (column !== undefined) return this.#oneColumn(path, column, mapping);
		if (time === undefined) return () => null; // refused before: there is no such moment
		return date === undefined ? this.#nearBy(path, time, mapping) : this.#twoColumns(path, date, time, mapping);
	}

	/** An instant that the mapping itself names; null when it is none, which is refused before. */
	instantWritten(text: string): number | null {
		const written = new DateReader('iso', '.').timeOf(text);
		return written === null ? null : this.#instantOf(written);
	}

	#oneColumn(path: string, column: string, mapping: MomentMapping): MomentReader {
		const place = this.#columns.placeOf(`${path}.column`, column);
		const isEmpty = emptiness(mapping.empty);
		const { dates, format } = this.#dates(`${path}.column`, mapping.format);
		return (row) => {
			if (isEmpty(textAt(row, place))) return null;
			const written = dates.timeOf(row[place] ?? '');
			return written === null
				? new Fault(column, `${quoted(row[place])} is no date with a time of the form ${format}`)
				: this.#instantOf(written);
		};
	}

	#twoColumns(path: string, date: string, time: string, mapping: MomentMapping): MomentReader {
		const datePlace = this.#columns.placeOf(`${path}.date`, date);
		const { dates, format } = this.#dates(`${path}.date`, mapping.dateFormat);
		const clock = this.#clockReader(path, time, mapping);
		return (row) => {
			const ms = clock(row);
			if (typeof ms !== 'number') return ms;
			if (textAt(row, datePlace) === '') return null;
			const day = dates.dayOf(row[datePlace] ?? '');
			return day === null
				? new Fault(date, `${quoted(row[datePlace])} is no date of the form ${format}`)
				: this.#instantOf({ ms: day + ms, isLocal: true });
		};
	}

	#nearBy(path: string, time: string, mapping: MomentMapping): MomentReader {
		const clock = this.#clockReader(path, time, mapping);
		return (row, nearLocal) => {
			const ms = clock(row);
			if (typeof ms !== 'number') return ms;
			let local = Math.floor(nearLocal / dayMs) * dayMs + ms;
			if (local < nearLocal - dayMs / 2) local += dayMs;
			else if (local > nearLocal + dayMs / 2) local -= dayMs;
			return this.#instantOf({ ms: local, isLocal: true });
		};
	}

	#clockReader(path: string, column: string, mapping: MomentMapping): (row: Row) => number | null | Fault {
		const place = this.#columns.placeOf(`${path}.time`, column);
		const format = mapping.timeFormat ?? 'auto';
		const isEmpty = emptiness(mapping.empty);
		const { decimal } = this.#columns;
		return (row) => {
			if (isEmpty(textAt(row, place))) return null;
			const ms = readClock(row[place] ?? '', format, decimal);
			return ms ?? new Fault(column, `${quoted(row[place])} is no time of day of the form ${format}`);
		};
	}

	#dates(path: string, format: MomentMapping['format']): { dates: DateReader; format: KnownDateFormat } {
		const known = format === undefined || format === 'auto' ? (this.#formats.get(path) ?? 'iso') : format;
		return { dates: new DateReader(known, this.#columns.decimal), format: known };
	}

	#instantOf({ ms, isLocal }: WrittenTime): number {
		if (!isLocal) return ms;
		const oddity = this.#clock.oddityOf(ms);
		if (oddity !== null) this.oddities[oddity]++;
		return this.#clock.instantOf(ms);
	}
}

/** The columns of which nobody has said how their dates are written, by their path in the mapping. */
export function undeclaredDates(
	moments: Readonly<Record<string, MomentMapping | undefined>>
): [path: string, column: string][] {
	return Object.entries(moments).flatMap(([path, moment]): [string, string][] => {
		if (moment?.column !== undefined && (moment.format ?? 'auto') === 'auto')
			return [[`${path}.column`, moment.column]];
		if (moment?.date !== undefined && (moment.dateFormat ?? 'auto') === 'auto') return [[`${path}.date`, moment.date]];
		return [];
	});
}
