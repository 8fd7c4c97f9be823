import type { WallClock } from '#lib/domain/time/wall-clock.ts';
import {
	type LocalPeriod,
	localPeriodAt,
	localPeriodNamed,
	localPeriodOf,
	spanOf,
	type TotalGrain
} from '#lib/domain/time/local-period.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { readClock } from './clock-form.ts';
import { DateReader, type KnownDateFormat } from './date-form.ts';
import type { BucketMapping } from './interval-mapping.ts';
import type { MappedColumns } from './mapped-columns.ts';
import type { MomentMapping, TextMapping } from './mapping-parts.ts';
import type { ClockOddities } from './moments.ts';
import { Fault, quoted, textAt, type Row } from './reading.ts';

const dayMs = 86_400_000;

/** The period a row is of. Instants are UTC epoch ms. */
export type RowPeriod = Interval & Readonly<{ bucket: string }>;

/** What the reader of periods rests on. */
export type PeriodParts = Readonly<{
	clock: WallClock;
	/** How the columns that do not say so write their dates, by path. */
	formats: ReadonlyMap<string, KnownDateFormat>;
	oddities: ClockOddities;
}>;

/** The columns of a bucket that hold dates, as a moment names them; a column with a period's name holds none. */
export function datesOf({ grain, column, format, date, dateFormat, time }: BucketMapping): MomentMapping | undefined {
	if (date !== undefined) return { date, ...(dateFormat === undefined ? {} : { dateFormat }), time };
	return column !== undefined && isDated(grain) ? { column, ...(format === undefined ? {} : { format }) } : undefined;
}

/** A period on the local clock; `at` where the row tells the instant it began. */
type ReadPeriod = LocalPeriod & Readonly<{ at?: number }>;

/** Makes the reader of the period a row is of: of the site's clocks, or of the mapping's own zone. */
export function periodReader(
	bucket: BucketMapping,
	columns: MappedColumns,
	parts: PeriodParts
): (row: Row) => RowPeriod | Fault {
	const { grain } = bucket;
	const read = localReader(bucket, columns, parts);
	return (row) => {
		const found = read(row);
		if (found instanceof Fault) return found;
		if (found.at !== undefined) return { from: found.at, to: found.at + found.to - found.from, bucket: found.label };
		if (isShort(grain)) {
			const oddity = parts.clock.oddityOf(found.from);
			if (oddity === 'skipped')
				return new Fault(bucket.column ?? bucket.time ?? 'bucket', `${found.label} never was: clocks went forward`);
			if (oddity !== null) parts.oddities[oddity]++;
		}
		return { ...spanOf(grain, found, parts.clock), bucket: found.label };
	};
}

function localReader(
	bucket: BucketMapping,
	columns: MappedColumns,
	parts: PeriodParts
): (row: Row) => ReadPeriod | Fault {
	const { grain, column, date, year } = bucket;
	if (year !== undefined) return ofYear(grain, year, bucket[partOf(grain) ?? 'month'], columns);
	if (date !== undefined)
		return isShort(grain) ? ofDateAndTime(bucket, columns, parts) : ofDate(bucket, columns, parts);
	if (column === undefined) return () => new Fault('bucket', 'is not mapped'); // refused before
	return isDated(grain) ? ofMoment(bucket, column, columns, parts) : ofName(grain, column, columns);
}

/** One column with a date, and for hours a time behind it. */
function ofMoment(
	bucket: BucketMapping,
	column: string,
	columns: MappedColumns,
	{ clock, formats }: PeriodParts
): (row: Row) => ReadPeriod | Fault {
	const { grain } = bucket;
	const place = columns.placeOf('bucket.column', column);
	const { dates, format } = datesIn(bucket.format, 'bucket.column', columns, formats);
	return (row) => {
		const cell = row[place] ?? '';
		if (textAt(row, place) === '') return new Fault(column, 'is empty, and names the period');
		if (grain === 'day' && !format.startsWith('epoch')) {
			const day = dates.dayOf(cell);
			return day === null ? noDate(column, cell, format) : localPeriodAt('day', day);
		}
		const written = dates.timeOf(cell);
		if (written === null) return new Fault(column, `${quoted(cell)} is no date with a time of the form ${format}`);
		const local = written.isLocal ? written.ms : clock.localOf(written.ms);
		if (grain === 'day') return localPeriodAt('day', local);
		const period = beginning(grain, local, column);
		// A time with an offset tells the two hours apart that a local clock shows twice.
		return period instanceof Fault || written.isLocal ? period : { ...period, at: written.ms };
	};
}

function ofDateAndTime(
	bucket: BucketMapping,
	columns: MappedColumns,
	{ formats }: PeriodParts
): (row: Row) => ReadPeriod | Fault {
	const { grain, date = '', time = '', timeFormat = 'auto' } = bucket;
	const places = { date: columns.placeOf('bucket.date', date), time: columns.placeOf('bucket.time', time) };
	const { dates, format } = datesIn(bucket.dateFormat, 'bucket.date', columns, formats);
	return (row) => {
		const day = dates.dayOf(row[places.date] ?? '');
		if (day === null) return noDate(date, row[places.date], format);
		const cell = row[places.time] ?? '';
		// Many an export names an interval by both its ends: 09:00-09:15.
		const [from = ''] = typeof cell === 'number' ? [cell] : cell.split(/\s*[-–]\s*/);
		const ms = readClock(from, timeFormat, columns.decimal);
		return ms === null
			? new Fault(time, `${quoted(cell)} is no time of day of the form ${timeFormat}`)
			: beginning(grain, day + ms, time);
	};
}

/** A date that begins or ends a longer period. */
function ofDate(
	bucket: BucketMapping,
	columns: MappedColumns,
	{ formats }: PeriodParts
): (row: Row) => ReadPeriod | Fault {
	const { grain, date = '', dateIs = 'first' } = bucket;
	const place = columns.placeOf('bucket.date', date);
	const { dates, format } = datesIn(bucket.dateFormat, 'bucket.date', columns, formats);
	return (row) => {
		const day = dates.dayOf(row[place] ?? '');
		if (day === null) return noDate(date, row[place], format);
		const period = localPeriodAt(grain, day);
		if (day === (dateIs === 'first' ? period.from : period.to - dayMs)) return period;
		return new Fault(date, `${quoted(row[place])} is not the ${dateIs} day of a ${grain}`);
	};
}

function ofName(grain: TotalGrain, column: string, columns: MappedColumns): (row: Row) => ReadPeriod | Fault {
	const place = columns.placeOf('bucket.column', column);
	return (row) =>
		localPeriodNamed(grain, textAt(row, place)) ??
		new Fault(column, `${quoted(row[place])} names no ${grain}, such as ${examples[grain] ?? ''}`);
}

const examples: Partial<Record<TotalGrain, string>> = {
	week: '2020-W13',
	month: '2020-03',
	quarter: '2020-Q1',
	year: '2020'
};

function ofYear(
	grain: TotalGrain,
	year: TextMapping,
	part: TextMapping | undefined,
	columns: MappedColumns
): (row: Row) => ReadPeriod | Fault {
	const yearOf = columns.text('bucket.year', year);
	const partName = partOf(grain);
	const noOf = part === undefined || partName === null ? null : columns.text(`bucket.${partName}`, part);
	return (row) => {
		const [written, no] = [yearOf(row), noOf === null ? '1' : noOf(row)];
		if (written instanceof Fault) return written;
		if (no instanceof Fault) return no;
		const whole = (text: string | null): number =>
			text !== null && /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
		return (
			localPeriodOf(grain, whole(written), whole(no)) ??
			new Fault(
				[year.column, part?.column].filter((name) => name !== undefined).join(' + ') || 'bucket.year',
				`${quoted([written, noOf === null ? null : no].filter((text) => text !== null).join(' '))} is no ${grain}`
			)
		);
	};
}

/** The name of what tells a period of a year apart; null where nothing does. */
function partOf(grain: TotalGrain): 'month' | 'week' | 'quarter' | null {
	return grain === 'month' || grain === 'week' || grain === 'quarter' ? grain : null;
}

function beginning(grain: TotalGrain, local: number, field: string): LocalPeriod | Fault {
	const period = localPeriodAt(grain, local);
	if (period.from === local) return period;
	const written = new Date(local).toISOString().slice(0, 19);
	return new Fault(field, `${written} does not begin a ${grain} (that is ${period.label})`);
}

function datesIn(
	said: BucketMapping['format'],
	path: string,
	columns: MappedColumns,
	formats: PeriodParts['formats']
): { dates: DateReader; format: KnownDateFormat } {
	const format = said === undefined || said === 'auto' ? (formats.get(path) ?? 'iso') : said;
	return { dates: new DateReader(format, columns.decimal), format };
}

function noDate(field: string, cell: Row[number] | undefined, format: string): Fault {
	return new Fault(field, `${quoted(cell)} is no date of the form ${format}`);
}

function isShort(grain: TotalGrain): boolean {
	return grain === 'quarter-hour' || grain === 'half-hour' || grain === 'hour';
}

function isDated(grain: TotalGrain): boolean {
	return isShort(grain) || grain === 'day';
}
