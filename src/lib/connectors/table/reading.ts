/** A cell as a reader of files gives it. Numbers come from workbooks only; an empty cell is ''. */
export type Cell = string | number;

/** The cells of one row, in the order of the header. */
export type Row = readonly Cell[];

/** Why a value could not be read. */
export class Fault {
	/** The column, or the part of the mapping, that is wrong. */
	readonly field: string;
	readonly reason: string;

	constructor(field: string, reason: string) {
		this.field = field;
		this.reason = reason;
	}
}

/** What was read, null where there is nothing, or why it could not be. */
export type Reading<Value> = Value | null | Fault;

/** A row that gives nothing, and why that was asked for. */
export type LeftOut = Readonly<{ leftOut: string }>;

/** Reads one thing off a row. */
export type Reader<Value> = (row: Row) => Reading<Value>;

/** The text of a cell, without space around it. */
export function textAt(row: Row, index: number): string {
	const cell = row[index];
	if (cell === undefined) return '';
	return typeof cell === 'number' ? String(cell) : cell.trim();
}

/** The text of a cell for a message, cut off so that a message stays a line. */
export function quoted(cell: Cell | undefined): string {
	const text = String(cell ?? '').replace(/\s+/g, ' ');
	return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

const pointNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?$/;

/** The number a cell holds; null when it holds none. The separator of groups of thousands is not understood. */
export function numberOf(cell: Cell, decimal: '.' | ','): number | null {
	if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
	const text = cell.trim();
	const plain = decimal === ',' ? (text.includes('.') ? '' : text.replace(',', '.')) : text;
	return pointNumber.test(plain) ? Number(plain) : null;
}
