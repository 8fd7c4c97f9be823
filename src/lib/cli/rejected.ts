import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import type { KeptRejectedRecord, RejectedQuery } from '#lib/server/intake/rejected-records.ts';
import { InvalidQuery, readInstant } from '#lib/server/live/live-query.ts';
import { CommandError } from './command-error.ts';
import type { LogAccess } from './log-access.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

const recordsTogether = 500;
/** Characters of a record that a table shows. */
const shownCharacters = 80;

/** What `bereik rejected list` may be told. */
export type ListOptions = Readonly<{ source?: string; since?: string; output: 'table' | 'json' }>;

/** `bereik rejected list`: what was set aside and is still kept, the newest first; what came again is one, with how often. */
export async function listRejected({ source, since, output }: ListOptions): Promise<void> {
	const query: RejectedQuery = {
		...(source === undefined ? {} : { source }),
		...(since === undefined ? {} : { since: instantOf(since) })
	};
	const records = await withLog((access) => rejectedOf(access, query));
	if (output === 'json') {
		const told = records.map((record) => ({ ...record, receivedAt: new Date(record.receivedAt).toISOString() }));
		return console.log(JSON.stringify(told, null, '\t'));
	}
	if (records.length === 0) console.error('Nothing is set aside.');
	else console.log(textTable([['no', 'received', 'times', 'source', 'reason', 'record'], ...records.map(row)], 'left'));
}

/** Every record that is asked for, the newest first. */
export async function rejectedOf(access: LogAccess, query: RejectedQuery): Promise<readonly KeptRejectedRecord[]> {
	const records: KeptRejectedRecord[] = [];
	for (;;) {
		const last = records.at(-1);
		const page = await access.listRejected(
			recordsTogether,
			last === undefined ? query : { ...query, beforeNo: last.no }
		);
		records.push(...page);
		if (page.length < recordsTogether) return records;
	}
}

function row({ no, receivedAt, times, source, reason, raw }: KeptRejectedRecord): string[] {
	return [String(no), moment(receivedAt), String(times), source, cut(reason), cut(raw)];
}

function cut(text: string): string {
	return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function instantOf(text: string): number {
	try {
		return readInstant('--since', text, new SiteCalendar(readConfiguration(process.env).zone));
	} catch (error) {
		if (error instanceof InvalidQuery) throw new CommandError(error.message, 2);
		throw error;
	}
}
