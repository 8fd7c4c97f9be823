import type Database from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { insertInto } from './history-statements.ts';

type Value = string | number | null;

/** A third less a row than one by one; more rows gain nothing. */
const rowsAtOnce = 16;

/** New rows of one table, several in one statement. They are written by {@link flush} at the latest. */
export class RowBatch {
	readonly #one: Database.Statement<[readonly Value[]]>;
	readonly #many: Database.Statement<[readonly Value[]]>;
	readonly #columns: number;
	/** Place for all values of one statement; how many of them wait. */
	readonly #values: Value[];
	#waiting = 0;

	constructor(client: Database.Database, table: SQLiteTable) {
		this.#one = client.prepare<[readonly Value[]]>(insertInto(table));
		this.#many = client.prepare<[readonly Value[]]>(insertInto(table, '', rowsAtOnce));
		this.#columns = Object.keys(getTableColumns(table)).length;
		this.#values = Array<Value>(this.#columns * rowsAtOnce).fill(null);
	}

	/** @param row in the order in which the schema defines the columns */
	add(row: readonly Value[]): void {
		const values = this.#values;
		for (let at = 0; at < this.#columns; at++) values[this.#waiting++] = row[at] ?? null;
		if (this.#waiting < values.length) return;
		this.#waiting = 0;
		this.#many.run(values);
	}

	flush(): void {
		const waiting = this.#waiting;
		this.#waiting = 0;
		for (let at = 0; at < waiting; at += this.#columns) this.#one.run(this.#values.slice(at, at + this.#columns));
	}

	/** The transaction was rolled back: what waits was of it. */
	forget(): void {
		this.#waiting = 0;
	}
}
