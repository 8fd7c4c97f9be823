import { emptiness, type MappedColumns } from './mapped-columns.ts';
import type { SurveyMapping } from './mapping-schema.ts';
import { Fault, numberOf, quoted, textAt, type Reader } from './reading.ts';

/** Reads a score of a survey; null where nobody gave one, a fault where it is no number of its scale. */
export function scoreReader(
	{ score, scale }: Pick<SurveyMapping, 'score' | 'scale'>,
	columns: MappedColumns
): Reader<number> {
	const place = columns.placeOf('survey.score.column', score.column);
	const isEmpty = emptiness(score.empty);
	return (row) => {
		if (isEmpty(textAt(row, place))) return null;
		const number = numberOf(row[place] ?? '', columns.decimal);
		if (number === null) return new Fault(score.column, `${quoted(row[place])} is no score`);
		return number < scale.min || number > scale.max
			? new Fault(score.column, `${number} lies outside the scale from ${scale.min} to ${scale.max}`)
			: number;
	};
}
