import type { MappedColumns } from './mapped-columns.ts';
import type { Mapping } from './mapping-schema.ts';
import { Fault, type LeftOut, type Row } from './reading.ts';

/** Tells of a row whether the mapping steps over it, and why; null when it does not. */
export function leaveOutReader(
	leaveOut: Mapping['leaveOut'],
	columns: MappedColumns
): (row: Row) => LeftOut | Fault | null {
	const claims = (leaveOut ?? []).map(({ when, reason }, index) => ({
		claim: columns.condition(`leaveOut.${index}.when`, when),
		leftOut: { leftOut: reason }
	}));
	return (row) => {
		for (const { claim, leftOut } of claims) {
			const holds = claim(row);
			if (holds instanceof Fault) return holds;
			if (holds) return leftOut;
		}
		return null;
	};
}
