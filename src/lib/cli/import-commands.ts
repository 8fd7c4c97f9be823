import { type Command, Option } from 'commander';
import { CommandError } from './command-error.ts';
import { importFormats } from './import-formats.ts';

type ImportCommand = Readonly<{
	format?: string;
	mapping?: string;
	source?: string;
	dryRun?: boolean;
	replace?: boolean;
}>;

/** Adds the commands that read files of other systems. */
export function addImports(program: Command): void {
	const imports = program
		.command('import <FILE>')
		.description('read a file of another system into the log; reading it again adds nothing')
		.addOption(
			new Option('--format <FORMAT>', 'what wrote it; intervals: a table of totals of periods').choices([
				...importFormats,
				'intervals'
			])
		)
		.option('--mapping <FILE>', 'how the columns of a CSV file or workbook are to be read')
		.option('--replace', 'with intervals: totals of a period that differ take the place of those in the log')
		.option(
			'--source <NAME>',
			'the stable name of the system that wrote it (default: asterisk, or as the mapping says)'
		)
		.option('--dry-run', 'with --mapping: say what would be taken in, and take in nothing')
		.action(async (file: string, options: ImportCommand) => {
			(await import('./lean-heap.ts')).keepHeapLean();
			const { format, mapping, source, dryRun, replace } = options;
			const intervals = format === 'intervals';
			if (mapping !== undefined && format !== undefined && !intervals)
				throw new CommandError(`--mapping: says how a table is read, and ${format} is none`, 2);
			if (intervals && mapping === undefined)
				throw new CommandError('--format intervals: needs --mapping, which says what the columns mean', 2);
			if (mapping !== undefined)
				return (await import('./import-table.ts')).importTable(file, { mapping, source, dryRun, intervals, replace });
			if (replace === true) throw new CommandError('--replace: needs --mapping with rows: intervals', 2);
			if (dryRun === true) throw new CommandError('--dry-run: needs --mapping', 2);
			const named = { source: source ?? 'asterisk', ...(format === undefined ? {} : { format }) };
			return (await import('./import-file.ts')).importFile(file, named);
		});
	imports
		.command('list')
		.description('list the imports, the newest first, and which of them count')
		.action(async () => (await import('./imports.ts')).listImports());
	imports
		.command('undo <BATCH>')
		.description('undo an import: what it brought counts no longer (a file of this name is ./undo)')
		.action(async (batch: string) => (await import('./imports.ts')).undoImport(batch));
	for (const command of imports.commands) command.exitOverride();
}
