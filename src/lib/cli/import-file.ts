import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LineTranslator, RejectedRecord } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { CommandError } from './command-error.ts';
import { importConnectors } from './import-formats.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';
import { Progress } from './progress.ts';

const eventsTogether = 1_000;
/** Set-aside lines that are printed; all of them are kept. */
const printedRejections = 20;

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

/**
 * The lines of a file, with their numbers from 1. Bytes that are not UTF-8 come as replacement characters.
 * @param onRead told how many bytes have been read
 */
export async function* linesOf(
	file: string,
	onRead: (bytes: number) => void = () => {}
): AsyncGenerator<[line: string, no: number]> {
	const stream = createReadStream(file);
	const lines = createInterface({ input: stream, crlfDelay: Infinity });
	let no = 0;
	for await (const line of lines) {
		onRead(stream.bytesRead);
		yield [line, ++no];
	}
}

/**
 * The size of a file that can be read.
 * @throws CommandError where there is none
 */
export function sizeOf(file: string): number {
	try {
		const stats = statSync(file);
		if (stats.isFile()) return stats.size;
	} catch {
		// Said below in one way, whatever the system calls it.
	}
	throw new CommandError(`${file}: there is no such file that can be read`);
}

async function run(
	file: string,
	bytes: number,
	translator: LineTranslator,
	access: LogAccess,
	source: string
): Promise<void> {
	const progress = new Progress(`Reading ${file}`);
	const total = { stored: 0, duplicates: 0, conflicts: 0 };
	let waiting: SourceEvent[] = [];
	let rejected: RejectedRecord[] = [];
	let printed = 0;
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
	const take = ({ events, rejected: more }: ReturnType<LineTranslator['translate']>): void => {
		waiting.push(...events);
		for (const record of more) {
			rejected.push(record);
			if (printed++ < printedRejections) console.error(`set aside: ${described(file, record)}`);
		}
	};
	for await (const [line, no] of linesOf(file, (read) =>
		progress.at(`${Math.floor((read / Math.max(1, bytes)) * 100)} %`)
	)) {
		take(translator.translate(line, no));
		if (waiting.length >= eventsTogether) await flush();
	}
	take(translator.finish());
	await flush();
	summarise(translator, total);
}

function described(file: string, { line, field, reason }: RejectedRecord): string {
	return `${file}, line ${line}${field === null ? '' : `, ${field}`}: ${reason}`;
}

function summarise(translator: LineTranslator, total: { stored: number; duplicates: number; conflicts: number }): void {
	const { lines, rejected, repeated, skipped } = translator.counts;
	const steppedOver = skipped.map(({ kind, count, reason }) => `  ${count} × ${kind}: ${reason}`);
	if (rejected > printedRejections) console.error(`… and ${rejected - printedRejections} more were set aside`);
	console.log(`${lines} lines read, ${rejected} set aside, ${repeated} repeated.`);
	if (steppedOver.length > 0) console.log(`Stepped over:\n${steppedOver.join('\n')}`);
	console.log(
		`${total.stored} events stored, ${total.duplicates} were there already` +
			(total.conflicts > 0
				? `, ${total.conflicts} differ from what the log has by the same id and were left out.`
				: '.')
	);
}
