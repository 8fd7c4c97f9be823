import type { Translation } from '#lib/connectors/connector.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { importTranslations } from './import-file.ts';
import { plainText } from './plain-text.ts';
import { Progress } from './progress.ts';
import { TableTrial } from './table-files/table-trial.ts';
import { notes, type OpenTable, openTable, tableTranslations } from './table-files/table-translations.ts';
import { described } from './translate-file.ts';

/** What `bereik import FILE --mapping M` was asked to do. */
export type TableImportOptions = Readonly<{
	mapping: string;
	source?: string | undefined;
	dryRun?: boolean | undefined;
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
	if (options.dryRun === true) {
		const trial = new TableTrial(open);
		for await (const translation of tableTranslations(open)) trial.add(translation);
		console.log(trial.text());
		return;
	}
	await importTranslations(toldTranslations(open), { file, source: open.source });
}

/** What the rows come to, with a word on standard error about how far it is and what was set aside, and the counts at the end. */
export async function* toldTranslations(open: OpenTable): AsyncGenerator<Translation> {
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
