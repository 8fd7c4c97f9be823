import { type Command, Option } from 'commander';
import { annotationKinds } from '#lib/domain/annotations/annotation.ts';
import type { AddOptions, ListOptions } from './annotations.ts';

/** Adds the commands that write down what happened in the years. */
export function addAnnotations(program: Command): void {
	const annotations = program
		.command('annotation')
		.description('what happened in the years, beside their figures')
		.exitOverride();
	annotations
		.command('add <TEXT>')
		.description('write something down; prints its id')
		.addOption(new Option('--kind <KIND>', 'what it was').choices([...annotationKinds]).makeOptionMandatory())
		.requiredOption('--from <DATE>', 'its first day at the site: 2020-03-16')
		.option('--to <DATE>', 'its last day, that day included (default: the first)')
		.option('--english <TEXT>', 'the same in English (default: the text, in both languages)')
		.action(async (text: string, options: AddOptions) =>
			(await import('./annotations.ts')).addAnnotation(text, options)
		);
	annotations
		.command('list')
		.description('list what was written down, in order of days')
		.option('--from <DATE>', 'what lasted until this day or longer')
		.option('--to <DATE>', 'what had begun by this day')
		.addOption(new Option('--output <FORM>', 'how it is written').choices(['table', 'json']).default('table'))
		.action(async (options: ListOptions) => (await import('./annotations.ts')).listAnnotations(options));
	annotations
		.command('remove <ID>')
		.description('take one away by its id')
		.action(async (id: string) => (await import('./annotations.ts')).removeAnnotation(id));
	for (const command of annotations.commands) command.exitOverride();
}
