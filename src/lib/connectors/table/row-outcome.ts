import type { MappedColumns } from './mapped-columns.ts';
import type { Outcome, OutcomeMapping } from './mapping-schema.ts';
import { Fault, quoted, textAt, type Row } from './reading.ts';

/** What became of a row's contact, or why the row is left aside. */
export type OutcomeReader = (row: Row) => Exclude<Outcome, 'leave aside'> | Readonly<{ leftOut: string }> | Fault;

/** Makes the reader of outcomes: by the value of one column, or by the first rule that holds. */
export function outcomeReader(mapping: OutcomeMapping, columns: MappedColumns): OutcomeReader {
	const { column, values, rules = [], otherwise } = mapping;
	const settled = (outcome: Outcome, reason: () => string): ReturnType<OutcomeReader> =>
		outcome === 'leave aside' ? { leftOut: reason() } : outcome;
	if (column !== undefined) {
		const place = columns.placeOf('outcome.column', column);
		const known = new Map(Object.entries(values ?? {}).map(([value, outcome]) => [value.trim(), outcome]));
		return (row) => {
			const text = textAt(row, place);
			const outcome = known.get(text) ?? otherwise;
			if (outcome === undefined) return new Fault(column, `${quoted(text)} is not in outcome.values`);
			return settled(outcome, () => `${column} is ${text === '' ? 'empty' : text}`);
		};
	}
	const claims = rules.map(({ when, is, reason }, index) => ({
		holds: columns.condition(`outcome.rules.${index}.when`, when),
		is,
		reason: reason ?? `rule ${index + 1} of the outcomes`
	}));
	return (row) => {
		for (const { holds, is, reason } of claims) {
			const truth = holds(row);
			if (truth instanceof Fault) return truth;
			if (truth) return settled(is, () => reason);
		}
		if (otherwise === undefined) return new Fault('outcome', 'no rule holds, and nothing is said of otherwise');
		return settled(otherwise, () => 'no rule of the outcomes holds');
	};
}
