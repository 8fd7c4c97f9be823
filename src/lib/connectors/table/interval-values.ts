import type { CountName, NumberMapping } from './interval-mapping.ts';
import { emptiness, type MappedColumns } from './mapped-columns.ts';
import { Fault, numberOf, quoted, textAt, type Reader, type Row } from './reading.ts';

/** The counts of a row; one that is not known is left out. */
export type RowCounts = Partial<Record<CountName, number>>;

/** A product of a rounded share or mean, without the noise of binary fractions: to a millionth of what it counts. */
export function product(value: number, weight: number): number {
	return Math.round(value * weight * 1e6) / 1e6;
}

/** A share from 0 to 1, written as a percentage or as a fraction; a percent sign says which it is. */
export function readShare(
	field: string,
	cell: Row[number],
	format: 'percent' | 'fraction',
	decimal: '.' | ','
): number | Fault {
	const text = String(cell).trim();
	const hasSign = typeof cell === 'string' && text.endsWith('%');
	const number = numberOf(hasSign ? text.slice(0, -1).trim() : cell, decimal);
	if (number === null) return new Fault(field, `${quoted(cell)} is no share`);
	const share = hasSign || format === 'percent' ? number / 100 : number;
	return share >= 0 && share <= 1 ? share : new Fault(field, `${quoted(cell)} lies outside 0 to 100 %`);
}

/** Makes the reader of a number; null where the cell is empty. */
export function numberReader(path: string, { column, empty }: NumberMapping, columns: MappedColumns): Reader<number> {
	const place = columns.placeOf(`${path}.column`, column);
	const isEmpty = emptiness(empty);
	return (row) => {
		if (isEmpty(textAt(row, place))) return null;
		const number = numberOf(row[place] ?? '', columns.decimal);
		return number ?? new Fault(column, `${quoted(row[place])} is no number`);
	};
}
