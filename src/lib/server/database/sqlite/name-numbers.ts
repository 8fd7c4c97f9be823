import type { HistoryWrites } from './history-statements.ts';

/** Numbers of queues and topics, given out as names come. */
export class NameNumbers {
	readonly #statements: Pick<HistoryWrites, 'nameNo' | 'addName'>;
	readonly #known = { queue: new Map<string, number>(), topic: new Map<string, number>() };

	constructor(statements: Pick<HistoryWrites, 'nameNo' | 'addName'>) {
		this.#statements = statements;
	}

	/** The number of a name, from 1; a new one where it has none yet. */
	of(kind: 'queue' | 'topic', name: string): number {
		const known = this.#known[kind].get(name);
		if (known !== undefined) return known;
		const row = this.#statements.nameNo.get(kind, name) ?? this.#statements.addName.get(kind, name);
		if (row === undefined) throw new Error(`${kind} ${name} was given no number`);
		this.#known[kind].set(name, row[0]);
		return row[0];
	}

	/** A transaction was rolled back, which may have taken a name's number with it. */
	forget(): void {
		this.#known.queue.clear();
		this.#known.topic.clear();
	}
}
