import type { ScoreSum } from '#lib/domain/trends/interval-totals.ts';
import { numberReader, product, readShare, type RowCounts } from './interval-values.ts';
import type { ScoresMapping } from './interval-mapping.ts';
import { emptiness, type MappedColumns } from './mapped-columns.ts';
import { Fault, numberOf, quoted, textAt, type Reading, type Row } from './reading.ts';

/** Makes the reader of scores as sums: a mean is multiplied by the answers it is over, a spread gives the sum of squares. */
export function scoresReader(
	path: string,
	mapping: ScoresMapping,
	columns: MappedColumns
): (row: Row, known: RowCounts) => Reading<ScoreSum> {
	const { kind, scale, sd, squares } = mapping;
	const { min, max } = scale;
	const scored = mapping.scored === undefined ? null : numberReader(`${path}.scored`, mapping.scored, columns);
	const isMean = mapping.sum === undefined;
	const told = mapping.sum ?? mapping.mean ?? { column: '' };
	const toldOf = numberReader(`${path}.${isMean ? 'mean' : 'sum'}`, told, columns);
	const sdOf = sd === undefined ? null : numberReader(`${path}.sd`, sd, columns);
	const squaresOf = squares === undefined ? null : numberReader(`${path}.squares`, squares, columns);
	const topTwoOf = mapping.topTwo === undefined ? null : topTwoReader(`${path}.topTwo`, mapping.topTwo, columns);
	return (row, known) => {
		const of = scored === null ? (known.surveysAnswered ?? null) : scored(row);
		if (of === null || of instanceof Fault) return of;
		if (!Number.isInteger(of) || of < 0)
			return new Fault(mapping.scored?.column ?? path, `${of} is no number of answers`);
		if (of === 0) return { kind, min, max, sum: 0, of };
		const value = toldOf(row);
		if (value === null || value instanceof Fault) return value;
		const mean = isMean ? value : value / of;
		if (mean < min || mean > max)
			return new Fault(told.column, `a mean of ${mean} lies outside the scale from ${min} to ${max}`);
		const spread = sdOf?.(row) ?? null;
		if (spread instanceof Fault) return spread;
		if (spread !== null && spread < 0) return new Fault(sd?.column ?? path, `${spread} is no standard deviation`);
		const own = squaresOf?.(row) ?? null;
		if (own instanceof Fault) return own;
		const topTwo = topTwoOf?.(row, of) ?? null;
		if (topTwo instanceof Fault) return topTwo;
		const freedom = sd?.over === 'population' ? of : of - 1;
		const square = own ?? (spread === null ? null : product(spread * spread, freedom) + product(mean * mean, of));
		const more = { ...(square === null ? {} : { squares: square }), ...(topTwo === null ? {} : { topTwo }) };
		return { kind, min, max, sum: isMean ? product(value, of) : value, of, ...more };
	};
}

function topTwoReader(
	path: string,
	{ column, share, empty }: NonNullable<ScoresMapping['topTwo']>,
	columns: MappedColumns
): (row: Row, of: number) => Reading<number> {
	const place = columns.placeOf(`${path}.column`, column);
	const isEmpty = emptiness(empty);
	return (row, of) => {
		const cell = row[place] ?? '';
		if (isEmpty(textAt(row, place))) return null;
		if (share !== undefined) {
			const part = readShare(column, cell, share, columns.decimal);
			return part instanceof Fault ? part : product(part, of);
		}
		const number = numberOf(cell, columns.decimal);
		return number !== null && number >= 0 && number <= of
			? number
			: new Fault(column, `${quoted(cell)} is no part of ${of} answers`);
	};
}
