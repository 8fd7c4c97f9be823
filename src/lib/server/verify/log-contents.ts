import type { LogDatabase } from '../database/sqlite/open-log.ts';
import type { ImportRow, LogContents, Row } from './verify-log.ts';

const rowsTogether = 1_000;

/** A log's file, as the transaction that reads it sees it. */
export function contentsOfFile({ client, file }: LogDatabase): LogContents {
	return {
		place: file,
		sources: new Set(client.prepare<[], number>('select no from sources').pluck().all()),
		head:
			client.prepare<[], { seq: number; received_at: number }>('select seq, received_at from log_head').get() ?? null,
		imports: client.prepare<[], ImportRow>('select * from imports order by no').all(),
		*events() {
			let rows: Row[] = [];
			for (const row of client.prepare<[], Row>('select * from events order by seq').iterate()) {
				rows.push(row);
				if (rows.length < rowsTogether) continue;
				yield rows;
				rows = [];
			}
			yield rows;
		},
		damage() {
			const found = String(client.pragma('integrity_check(1)', { simple: true }));
			return found === 'ok' ? null : found;
		}
	};
}
