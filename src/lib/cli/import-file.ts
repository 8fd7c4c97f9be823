import type { LineTranslator, RejectedRecord } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { CommandError } from './command-error.ts';
import { importConnectors } from './import-formats.ts';
import { sizeOf } from './lines-of.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';
import { described, translationsOf } from './translate-file.ts';

const eventsTogether = 1_000;

/** `bereik import FILE`: reads a file line by line; what cannot be read is set aside and the rest goes on. */
export async function importFile(file: string, { format, source }: { format: string; source: string }): Promise<void> {
	const connector = importConnectors.find((candidate) => candidate.name === format);
	if (connector === undefined) throw new CommandError(`--format: there is no format ${format}`, 2);
	const bytes = sizeOf(file);
	const access = await openLogAccess(readConfiguration(process.env));
	try {
		await run(file, bytes, connector.open({ source }), access, source);
	} catch (error) {
		if (error instanceof NotTakenIn || error instanceof ServerGone || error instanceof ServerRefused)
			throw new CommandError(`${error.message}; run the same command again to complete the import`);
		throw error;
	} finally {
		await access.close();
	}
}

async function run(
	file: string,
	bytes: number,
	translator: LineTranslator,
	access: LogAccess,
	source: string
): Promise<void> {
	const total = { stored: 0, duplicates: 0, conflicts: 0 };
	let waiting: SourceEvent[] = [];
	let rejected: RejectedRecord[] = [];
	const flush = async (): Promise<void> => {
		const { stored, duplicates, conflicts } = await access.append(waiting);
		total.stored += stored;
		total.duplicates += duplicates;
		total.conflicts += conflicts;
		waiting = [];
		if (rejected.length > 0) {
			const receivedAt = Date.now();
			await access.reject(
				rejected.map((record) => ({ receivedAt, source, reason: described(file, record), raw: record.raw }))
			);
		}
		rejected = [];
	};
	for await (const translation of translationsOf(file, bytes, translator)) {
		waiting.push(...translation.events);
		rejected.push(...translation.rejected);
		if (waiting.length >= eventsTogether || rejected.length >= eventsTogether) await flush();
	}
	await flush();
	console.log(
		`${total.stored} events stored, ${total.duplicates} were there already` +
			(total.conflicts > 0
				? `, ${total.conflicts} differ from what the log has by the same id and were left out.`
				: '.')
	);
}
