import Database from 'better-sqlite3';

/** Events of one request, which must be in the log together or not at all. */
export type PostedBatch = Readonly<{ ids: readonly string[] }>;

/** What is wrong with a log, seen from outside; all of it empty or true when nothing is. */
export type Audit = Readonly<{
	rows: number;
	/** Ids that were acknowledged and are not there. */
	lost: readonly string[];
	/** Ids that were acknowledged at another position than they have. */
	elsewhere: readonly string[];
	/** Ids that are there more than once. */
	twice: readonly string[];
	/** Batches of which some events are there and some are not. */
	partial: readonly string[];
	/** Ids that nobody has sent. */
	strange: readonly string[];
	/** Whether the positions are 1 to the number of rows and the head says the same. */
	gapless: boolean;
	integrity: string;
}>;

/** What an audit finds where nothing is wrong. */
export const nothingWrong = {
	lost: [],
	elsewhere: [],
	twice: [],
	partial: [],
	strange: [],
	gapless: true,
	integrity: 'ok'
} satisfies Omit<Audit, 'rows'>;

/**
 * Reads a log with SQLite alone, none of the product's code in between, and holds it against what its senders were told.
 * @param acknowledged id → position, as read from answers 200; null where only the status was read
 * @param batches every batch that was ever sent
 * @param source whose events they are
 */
export function auditLog(
	file: string,
	acknowledged: ReadonlyMap<string, number | null>,
	batches: Iterable<PostedBatch>,
	source: string
): Audit {
	const client = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
	try {
		const positions = new Map<string, number[]>();
		let own = 0;
		const select = client.prepare<[string], [string, number]>(
			'select e.id, e.seq from events e join sources s on s.no = e.source_no where s.name = ?'
		);
		for (const [id, seq] of select.raw().iterate(source)) {
			own++;
			const known = positions.get(id);
			if (known === undefined) positions.set(id, [seq]);
			else known.push(seq);
		}
		const sent = new Set<string>();
		const partial: string[] = [];
		for (const { ids } of batches) {
			const there = ids.filter((id) => positions.has(id)).length;
			if (there > 0 && there < ids.length) partial.push(`${ids[0]}: ${there} of ${ids.length}`);
			for (const id of ids) sent.add(id);
		}
		const entries = [...acknowledged];
		return {
			rows: own,
			lost: entries.flatMap(([id]) => (positions.has(id) ? [] : [id])),
			elsewhere: entries.flatMap(([id, seq]) => {
				const at = positions.get(id);
				return seq === null || at === undefined || at.includes(seq) ? [] : [id];
			}),
			twice: [...positions].flatMap(([id, at]) => (at.length > 1 ? [id] : [])),
			partial,
			strange: [...positions.keys()].filter((id) => !sent.has(id)),
			gapless: isGapless(client),
			integrity: String(client.pragma('integrity_check', { simple: true }))
		};
	} finally {
		client.close();
	}
}

function isGapless(client: Database.Database): boolean {
	const row = client
		.prepare<[], [number, number, number, number]>(
			'select count(*), coalesce(min(seq), 1), coalesce(max(seq), 0), (select seq from log_head) from events'
		)
		.raw()
		.get();
	if (row === undefined) return false;
	const [count, min, max, head] = row;
	return min === 1 && max === count && head === count;
}

/**
 * The part of an audit that costs little, for in between: acknowledged ids that are not at their position, and whether
 * the positions have a gap.
 */
export function glanceAtLog(
	file: string,
	acknowledged: Iterable<readonly [id: string, seq: number | null]>,
	source: string
): Readonly<{ lost: readonly string[]; gapless: boolean }> {
	const client = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
	try {
		const find = client
			.prepare<[string, string], number>(
				'select e.seq from events e join sources s on s.no = e.source_no where s.name = ? and e.id = ?'
			)
			.pluck();
		const lost: string[] = [];
		for (const [id, seq] of acknowledged) {
			const at = find.get(source, id);
			if (at === undefined || (seq !== null && at !== seq)) lost.push(id);
		}
		return { lost, gapless: isGapless(client) };
	} finally {
		client.close();
	}
}

/** Position of the last event, as SQLite tells it; 0 for an empty log. */
export function headOf(file: string): number {
	const client = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
	try {
		return Number(client.prepare('select coalesce(max(seq), 0) from events').pluck().get());
	} finally {
		client.close();
	}
}
