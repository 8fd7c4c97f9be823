import type { TableTranslation } from '#lib/connectors/table/table-translator.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { IntervalReader } from '#lib/server/trends/interval-reader.ts';
import { CommandError } from './command-error.ts';
import { importTranslations } from './import-file.ts';
import { plainText } from './plain-text.ts';
import { Progress } from './progress.ts';
import { isThereLog, openReadableLog } from './read-log.ts';
import { IntervalTrial } from './table-files/interval-trial.ts';
import { TableTrial } from './table-files/table-trial.ts';
import { notes, type OpenTable, openTable, tableTranslations } from './table-files/table-translations.ts';
import { described } from './translate-file.ts';

/** What `bereik import FILE --mapping M` was asked to do. */
export type TableImportOptions = Readonly<{
	mapping: string;
	source?: string | undefined;
	dryRun?: boolean | undefined;
	/** Whether the file was said to hold totals of periods. */
	intervals?: boolean | undefined;
	/** Whether its totals take the place of others of the same source, period and subject. */
	replace?: boolean | undefined;
}>;

/** Set-aside rows that are printed; the rest are only counted. */
const printedRejections = 20;

/**
 * `bereik import FILE --mapping M`: reads a CSV file or a workbook into the log. Mapping and columns are checked, and forms
 * of dates found out, before the first event is appended.
 */
export async function importTable(file: string, options: TableImportOptions): Promise<void> {
	const { zone } = siteSettings(readConfiguration(process.env));
	const open = await openTable(file, options.mapping, options.source ?? null, zone);
	const areTotals = open.rows === 'intervals';
	if (options.intervals === true && !areTotals)
		throw new CommandError(`${options.mapping}: rows: must be 'intervals' with --format intervals`);
	if (options.replace === true && !areTotals)
		throw new CommandError('--replace: is for totals of periods, rows: intervals', 2);
	if (options.dryRun === true && areTotals) return tryIntervals(open);
	if (options.dryRun === true) {
		const trial = new TableTrial(open);
		for await (const translation of tableTranslations(open)) trial.add(translation);
		console.log(trial.text());
		return;
	}
	await importTranslations(toldTranslations(open), {
		file,
		source: open.source,
		replaces: options.replace,
		conflictHint: areTotals ? 'With --replace they take the place of those.' : undefined
	});
}

/** Says what a file of totals would come to, and what of its time the log has already. */
async function tryIntervals(open: OpenTable): Promise<void> {
	const trial = new IntervalTrial(open);
	for await (const translation of tableTranslations(open)) trial.add(translation);
	const configuration = readConfiguration(process.env);
	if (!isThereLog(configuration)) return console.log(trial.text(null));
	const log = await openReadableLog(configuration);
	try {
		const { totals } = await new IntervalReader(() => log.intervals).read();
		const calendar = new SiteCalendar(open.zone);
		const dayOf = (at: number): string => calendar.dateOf(at);
		const days = trial.span === null ? new Map<string, number>() : await log.contactsByDay(trial.span, dayOf);
		console.log(trial.text({ totals, contactsByDay: days }));
	} finally {
		await log.close();
	}
}

/** What the rows come to, with a word on standard error about how far it is and what was set aside, and the counts at the end. */
export async function* toldTranslations(open: OpenTable): AsyncGenerator<TableTranslation> {
	const { file, table, translator } = open;
	const progress = new Progress(`Reading ${file}`);
	let setAside = 0;
	const onRead = (read: number): void => progress.at(`${Math.floor((read / Math.max(1, table.bytes)) * 100)} %`);
	for await (const translation of tableTranslations(open, onRead)) {
		for (const record of translation.rejected)
			if (setAside++ < printedRejections) console.error(`set aside: ${plainText(described(file, record))}`);
		yield translation;
	}
	const { lines, blank, repeated, rejected, partial, skipped, ambiguousTimes, skippedTimes } = translator.counts;
	progress.done(`${lines} rows`);
	if (setAside > printedRejections) console.error(`… and ${setAside - printedRejections} more were set aside`);
	console.log(
		`${lines - blank} rows read, ${rejected} set aside, ${partial} counted without a part, ${repeated} repeated.`
	);
	const leftOut = skipped.map(({ count, reason }) => `  ${count} × ${reason}`);
	if (leftOut.length > 0) console.log(`Left out:\n${leftOut.join('\n')}`);
	for (const line of notes({ ambiguousTimes, skippedTimes }, table)) console.log(line);
}
