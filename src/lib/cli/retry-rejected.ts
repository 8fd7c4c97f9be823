import { rawLimit } from '#lib/connectors/connector.ts';
import type { KeptRejectedRecord } from '#lib/server/intake/rejected-records.ts';
import { isJsonRecord } from '#lib/server/intake/retry-event.ts';
import { CommandError } from './command-error.ts';
import type { LogAccess } from './log-access.ts';
import { plainText } from './plain-text.ts';
import { lineReader, placeIn, type RecordReader, rowReader } from './record-readers.ts';
import { rejectedOf } from './rejected.ts';
import { withLog } from './with-log.ts';

/** What `bereik rejected retry` may be told. */
export type RetryOptions = Readonly<{ source?: string; format?: string; mapping?: string }>;

/**
 * `bereik rejected retry`: reads records again that were set aside, as after an update, or with another mapping. What can be
 * read now is taken in; what cannot stays, with its new reason. A record of a file is read on its own, without those before it.
 * @throws CommandError also when records were tried and not one of them was taken in
 */
export async function retryRejected(nos: readonly string[], { source, format, mapping }: RetryOptions): Promise<void> {
	if ((nos.length === 0) === (source === undefined))
		throw new CommandError('say which records: their numbers, or --source with all of its records', 2);
	const reader = format !== undefined ? lineReader(format) : mapping !== undefined ? rowReader(mapping) : null;
	await withLog(async (access) => {
		const query = source === undefined ? { nos: nos.map(recordNo) } : { source };
		const records = [...(await rejectedOf(access, query))].sort((a, b) => a.no - b.no);
		const missing = nos.filter((no) => !records.some((record) => record.no === Number(no)));
		if (missing.length > 0) throw new CommandError(`no record ${missing.join(', ')} is set aside`);
		if (records.length === 0)
			console.log(`Nothing of ${plainText(source ?? '')} is set aside: there was nothing to try.`);
		else await retry(access, records, reader);
	});
}

async function retry(
	access: LogAccess,
	records: readonly KeptRejectedRecord[],
	reader: RecordReader | null
): Promise<void> {
	const imports = new Map<string, string>();
	let [takenIn, events] = [0, 0];
	for (const record of records) {
		const outcome = isJsonRecord(record)
			? { events: 1, reason: await access.retryRejected(record.no) }
			: await retryRecord(access, record, reader, imports);
		if (outcome.reason === null) {
			takenIn++;
			events += outcome.events;
		} else console.error(`record ${record.no} stays aside: ${outcome.reason}`);
	}
	for (const batch of imports.values()) await access.finishImport(batch);
	console.log(`${takenIn} of ${records.length} records were taken in, with ${events} events.`);
	for (const batch of imports.values()) console.log(`To undo what they brought: bereik import undo ${batch}`);
	if (takenIn === 0) throw new CommandError('nothing was taken in: every record that was tried stays aside');
}

type Outcome = Readonly<{ events: number; reason: string | null }>;

async function retryRecord(
	access: LogAccess,
	record: KeptRejectedRecord,
	reader: RecordReader | null,
	imports: Map<string, string>
): Promise<Outcome> {
	const aside = async (reason: string): Promise<Outcome> => {
		await access.keepRejected(record.no, reason);
		return { events: 0, reason };
	};
	if (reader === null)
		return { events: 0, reason: 'it came from a file: say how that is read, with --format or --mapping' };
	if (record.raw.length >= rawLimit) return { events: 0, reason: 'only its beginning was kept: import its file again' };
	const read = await reader(record);
	if (typeof read === 'string') return { events: 0, reason: read };
	const { events, rejected } = read;
	const [fault] = rejected;
	if (fault !== undefined) {
		const { place } = placeIn(record.reason);
		return aside(`${place}${fault.field === null ? '' : `, ${fault.field}`}: ${fault.reason}`);
	}
	let batch = imports.get(record.source);
	if (batch === undefined) {
		batch = await access.beginImport({ source: record.source, file: 'records that were set aside' });
		imports.set(record.source, batch);
	}
	const { conflicts } = await access.settleRejected(record.no, events, batch);
	if (conflicts > 0) return aside(`${placeIn(record.reason).place}: the log has another event by its id`);
	return { events: events.length, reason: null };
}

function recordNo(text: string): number {
	const no = Number(text);
	if (!Number.isSafeInteger(no) || no < 1) throw new CommandError(`${text} is not the number of a record`, 2);
	return no;
}
