/** A way to ask the database one query, past the product. */
export type AskRows = <Row extends object>(text: string) => Promise<Row[]>;

/**
 * Holds a log in Postgres against what senders were told, none of the product's code in between.
 * @param acknowledged position by id
 * @returns what is wrong, in words
 */
export async function faultsOfLog(ask: AskRows, acknowledged: ReadonlyMap<string, number>): Promise<string[]> {
	const rows = await ask<{ id: string; seq: number | string; source: string }>(
		'select e.id, e.seq, s.name as source from events e join sources s on s.no = e.source_no order by e.seq'
	);
	const [head] = await ask<{ seq: number | string }>('select seq from log_head');
	const faults: string[] = [];
	const seqs = new Map(rows.map(({ id, seq, source }) => [`${source} ${id}`, Number(seq)]));
	const lost = [...acknowledged].filter(([id, seq]) => seqs.get(`pbx ${id}`) !== seq);
	if (lost.length > 0) faults.push(`${lost.length} of ${acknowledged.size} acknowledged events are lost or elsewhere`);
	if (seqs.size !== rows.length) faults.push(`${rows.length - seqs.size} events are there twice`);
	if (rows.some(({ seq }, at) => Number(seq) !== at + 1)) faults.push('the positions are not 1, 2, 3 …');
	if (Number(head?.seq) !== rows.length) faults.push(`the head says ${head?.seq}, and there are ${rows.length} events`);
	return faults;
}
