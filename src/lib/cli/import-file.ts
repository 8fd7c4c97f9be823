import type { RejectedRecord, Translation } from '#lib/connectors/connector.ts';
import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { CommandError } from './command-error.ts';
import { importConnectors } from './import-formats.ts';
import { sizeOf } from './lines-of.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';
import { described, translationsOf } from './translate-file.ts';

/** Each may be some kilobytes long. */
const rejectedTogether = 1000;

/** Where translations come from. */
type ImportOptions = Readonly<{
	/** The file, as the person named it. */
	file: string;
	/** The stable name of the system that wrote it. */
	source: string;
	/** Whether totals of a period take the place of others of the same source, period and subject. */
	replaces?: boolean | undefined;
	/** What can be done where the log has other events by the same ids; left out = nothing is said. */
	conflictHint?: string | undefined;
}>;

/** `bereik import FILE`: reads a file line by line; what cannot be read is set aside and the rest goes on. */
export async function importFile(file: string, { format, source }: { format?: string; source: string }): Promise<void> {
	if (format === undefined) throw new CommandError('--format: say what wrote the file, see `bereik import --help`', 2);
	const connector = importConnectors.find((candidate) => candidate.name === format);
	if (connector === undefined) throw new CommandError(`--format: there is no format ${format}`, 2);
	await importTranslations(translationsOf(file, sizeOf(file), connector.open({ source })), { file, source });
}

/**
 * Takes what a file came to into the log, in order, as one import that can be undone, and says what became of it. What could not be read is set aside and the
 * rest goes on; what the log knows already adds nothing.
 * An import begins with its first record: a reader that fails before that leaves nothing behind.
 * @throws CommandError when it could not be completed
 */
export async function importTranslations(
	translations: AsyncIterable<Translation<ImportedEvent>>,
	options: ImportOptions
): Promise<void> {
	const access = await openLogAccess(readConfiguration(process.env));
	try {
		await takeInAll(translations, access, options);
	} catch (error) {
		if (error instanceof NotTakenIn || error instanceof ServerGone || error instanceof ServerRefused)
			throw new CommandError(`${error.message}; run the same command again to complete the import`);
		throw error;
	} finally {
		await access.close();
	}
}

/**
 * Hands everything over, a batch at a time: one is under way while the next is read, and never two, because the file must not pile
 * up in memory.
 */
export async function takeInAll(
	translations: AsyncIterable<Translation<ImportedEvent>>,
	access: Pick<LogAccess, 'eventsTogether' | 'append' | 'reject' | 'beginImport' | 'finishImport'>,
	{ file, source, replaces = false, conflictHint }: ImportOptions
): Promise<void> {
	const total = { stored: 0, duplicates: 0, conflicts: 0 };
	let batch: string | null = null;
	let waiting: ImportedEvent[] = [];
	let rejected: RejectedRecord[] = [];
	const handOver = async (events: readonly ImportedEvent[], records: readonly RejectedRecord[]): Promise<void> => {
		batch ??= await access.beginImport({ source, file });
		const { stored, duplicates, conflicts } = await access.append(events, batch, replaces);
		total.stored += stored;
		total.duplicates += duplicates;
		total.conflicts += conflicts;
		if (records.length === 0) return;
		const receivedAt = Date.now();
		await access.reject(
			records.map((record) => ({ receivedAt, source, reason: described(file, record), raw: record.raw })),
			batch
		);
	};
	let underWay = Promise.resolve();
	const flush = async (): Promise<void> => {
		await underWay;
		underWay = handOver(waiting, rejected);
		// Whoever awaits it does so only with the next batch: until then its failure must not count as nobody's.
		underWay.catch(() => {});
		waiting = [];
		rejected = [];
	};
	try {
		for await (const translation of translations) {
			for (const event of translation.events) waiting.push(event);
			for (const record of translation.rejected) rejected.push(record);
			if (waiting.length >= access.eventsTogether || rejected.length >= rejectedTogether) await flush();
		}
		await flush();
	} finally {
		// Also where reading fails: the log is closed next, and what is under way still writes to it.
		await Promise.allSettled([underWay]);
	}
	await underWay;
	if (batch !== null) await access.finishImport(batch);
	console.log(
		`${total.stored} events stored, ${total.duplicates} were there already` +
			(total.conflicts > 0
				? `, ${total.conflicts} differ from what the log has by the same id and were left out.`
				: '.')
	);
	if (total.conflicts > 0 && conflictHint !== undefined) console.log(conflictHint);
	if (total.stored > 0 && batch !== null)
		console.log(`This was import ${batch}. To undo it: bereik import undo ${batch}`);
}
