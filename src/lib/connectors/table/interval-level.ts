import type { PartOf } from '#lib/domain/trends/interval-totals.ts';
import { denominators } from './interval-faults.ts';
import { numberReader, product, readShare, type RowCounts } from './interval-values.ts';
import type { LevelMapping } from './interval-mapping.ts';
import { emptiness, type MappedColumns } from './mapped-columns.ts';
import { Fault, textAt, type Reading, type Row } from './reading.ts';

/**
 * Makes the reader of a service level, as the counts above and below its line: a share is multiplied by what it is a share of, and not
 * rounded, because what matters is that the sums of many give the share of all of them.
 */
export function levelReader(
	path: string,
	mapping: LevelMapping,
	columns: MappedColumns
): (row: Row, known: RowCounts) => Reading<PartOf> {
	const wholeOf = wholeReader(path, mapping, columns);
	const { within, share } = mapping;
	const column = (within ?? share)?.column ?? '';
	const place = columns.placeOf(`${path}.${within === undefined ? 'share' : 'within'}.column`, column);
	const withinOf = within === undefined ? null : numberReader(`${path}.within`, within, columns);
	const isEmpty = emptiness((within ?? share)?.empty);
	return (row, known) => {
		const of = wholeOf(row, known);
		if (of === null || of instanceof Fault) return of;
		if (of < 0) return new Fault(column, `is a share of ${of}`);
		if (of === 0) return { met: 0, of };
		if (isEmpty(textAt(row, place))) return null;
		if (withinOf !== null) {
			const met = withinOf(row);
			if (met === null || met instanceof Fault) return met;
			return met >= 0 && met <= of ? { met, of } : new Fault(column, `${met} of ${of} met the target`);
		}
		const part = readShare(column, row[place] ?? '', share?.format ?? 'fraction', columns.decimal);
		return part instanceof Fault ? part : { met: Math.min(of, product(part, of)), of };
	};
}

function wholeReader(
	path: string,
	{ of, variant }: LevelMapping,
	columns: MappedColumns
): (row: Row, known: RowCounts) => Reading<number> {
	const whole = of ?? (variant === undefined ? null : denominators[variant]);
	if (whole === null) return () => null; // refused before
	if (typeof whole === 'object') return numberReader(`${path}.of`, whole, columns);
	if (whole === 'offered-less-short')
		return (_row, { offered, shortAbandoned }) =>
			offered === undefined || shortAbandoned === undefined ? null : offered - shortAbandoned;
	return (_row, known) => known[whole] ?? null;
}
