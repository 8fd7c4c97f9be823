import type { Columns } from './columns.ts';
import type { MappingFault } from './mapping-faults.ts';
import type { ConditionMapping, DurationMapping, TextMapping } from './mapping-parts.ts';
import { readDuration } from './duration-form.ts';
import { Fault, numberOf, quoted, textAt, type Reader, type Row } from './reading.ts';

/** Longest text that an event can carry. */
const longestText = 200;

/** Finds the columns a mapping names and makes readers of them; collects what the file lacks. */
export class MappedColumns {
	readonly columns: Columns;
	readonly decimal: '.' | ',';
	readonly faults: MappingFault[] = [];

	constructor(columns: Columns, decimal: '.' | ',') {
		this.columns = columns;
		this.decimal = decimal;
	}

	/** The place of a column; where there is none it is said, and what comes of the place is never used. */
	placeOf(path: string, name: string): number {
		const index = this.columns.indexOf(name);
		if (index === null) this.faults.push({ path, reason: this.columns.absence(name) });
		return index ?? -1;
	}

	/** Reads a text. An empty cell, or a value that stands for one, is null unless there is a default. */
	text(path: string, mapping: TextMapping, unlistedByDefault: 'keep' | 'reject' = 'keep'): Reader<string> {
		const { value, column, values, unlisted = unlistedByDefault } = mapping;
		if (column === undefined) return () => value ?? null;
		const place = this.placeOf(`${path}.column`, column);
		const isEmpty = emptiness(mapping.empty);
		const fallback = mapping.default ?? null;
		const known = values === undefined ? null : spellings(values);
		return (row) => {
			const text = textAt(row, place);
			if (isEmpty(text)) return fallback;
			const meant = known?.get(text) ?? (unlisted === 'keep' || known === null ? text : undefined);
			if (meant === undefined)
				return unlisted === 'omit' ? fallback : new Fault(column, `${quoted(text)} is not in ${path}.values`);
			return meant.length > longestText ? new Fault(column, `is longer than ${longestText} characters`) : meant;
		};
	}

	/** Reads a length of time in ms; null where there is none. */
	duration(path: string, mapping: DurationMapping): Reader<number> {
		const { column, format } = mapping;
		const place = this.placeOf(`${path}.column`, column);
		const isEmpty = emptiness(mapping.empty);
		return (row) => {
			const cell = row[place] ?? '';
			if (isEmpty(textAt(row, place))) return null;
			const ms = readDuration(cell, format, this.decimal);
			return ms ?? new Fault(column, `${quoted(cell)} is no duration of the form ${format}`);
		};
	}

	/** Whether a claim about a row is true; a number that cannot be read is a fault. */
	condition(path: string, mapping: ConditionMapping): (row: Row) => boolean | Fault {
		const { column, not, all, any } = mapping;
		if (not !== undefined) return negated(this.condition(`${path}.not`, not));
		if (all !== undefined)
			return joined(
				all.map((part, at) => this.condition(`${path}.all.${at}`, part)),
				false
			);
		if (any !== undefined)
			return joined(
				any.map((part, at) => this.condition(`${path}.any.${at}`, part)),
				true
			);
		return this.#comparison(path, column ?? '', mapping);
	}

	#comparison(path: string, column: string, mapping: ConditionMapping): (row: Row) => boolean | Fault {
		const place = this.placeOf(`${path}.column`, column);
		const { equals, empty, above, atLeast, below, atMost } = mapping;
		const listed = mapping.in === undefined ? null : new Set(mapping.in.map(written));
		const isNumeric = (above ?? atLeast ?? below ?? atMost) !== undefined;
		return (row) => {
			const text = textAt(row, place);
			if (equals !== undefined && text !== written(equals)) return false;
			if (listed !== null && !listed.has(text)) return false;
			if (empty !== undefined && (text === '') !== empty) return false;
			if (!isNumeric) return true;
			// Nothing is neither above nor below anything.
			if (text === '') return false;
			const number = numberOf(row[place] ?? '', this.decimal);
			if (number === null) return new Fault(column, `${quoted(text)} is no number`);
			return (
				(above === undefined || number > above) &&
				(atLeast === undefined || number >= atLeast) &&
				(below === undefined || number < below) &&
				(atMost === undefined || number <= atMost)
			);
		};
	}
}

/** Tells whether a text is empty or stands for nothing. */
export function emptiness(placeholders: readonly (string | number | boolean)[] | undefined): (text: string) => boolean {
	if (placeholders === undefined || placeholders.length === 0) return (text) => text === '';
	const nothing = new Set(placeholders.map(written));
	return (text) => text === '' || nothing.has(text);
}

/** A value of a mapping as a cell would have it: a boolean as workbooks and their exports write it. */
function written(value: string | number | boolean): string {
	return typeof value === 'boolean' ? String(value).toUpperCase() : String(value).trim();
}

function spellings(values: Readonly<Record<string, string | number>>): ReadonlyMap<string, string> {
	return new Map(Object.entries(values).map(([spelling, meant]) => [spelling.trim(), String(meant).trim()]));
}

function negated(claim: (row: Row) => boolean | Fault): (row: Row) => boolean | Fault {
	return (row) => {
		const truth = claim(row);
		return truth instanceof Fault ? truth : !truth;
	};
}

/** True as soon as one claim is `decisive`, its opposite when none is. */
function joined(claims: readonly ((row: Row) => boolean | Fault)[], decisive: boolean): (row: Row) => boolean | Fault {
	return (row) => {
		for (const claim of claims) {
			const truth = claim(row);
			if (truth instanceof Fault || truth === decisive) return truth;
		}
		return !decisive;
	};
}
