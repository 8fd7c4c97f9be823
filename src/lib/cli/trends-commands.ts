import { type Command, Option } from 'commander';
import { channels } from '#lib/domain/contact/channel.ts';
import { surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { comparisons } from '#lib/domain/reports/report-period.ts';
import { trendGrains } from '#lib/server/trends/point-spans.ts';
import { splits } from '#lib/server/trends/splits.ts';

/** The command of whoever looks at years: `bereik trends`. */
export function addTrends(program: Command): void {
	program
		.command('trends')
		.description('series over years, of contacts and of the totals that were imported for the time before them')
		.addOption(new Option('--by <GRAIN>', 'what they are cut into').choices([...trendGrains]).default('month'))
		.option('--from <T>', 'from this moment on: 2026-11-22, 2026-11-22T09:00, or with a zone')
		.option('--to <T>', 'before this moment')
		.option('--queue <NAME>', 'one queue, all, or fast (phone and chat)', 'all')
		.addOption(new Option('--channel <NAME>', 'one channel').choices([...channels]))
		.option('--topic <NAME>', 'one topic')
		.addOption(new Option('--split <BY>', 'a series for each').choices([...splits]))
		.addOption(new Option('--compare <WITH>', 'put an earlier period beside each point').choices([...comparisons]))
		.addOption(
			new Option('--survey <KIND>', 'which kind of score (default: the one boards show)').choices([...surveyKinds])
		)
		.addOption(new Option('--output <FORM>', 'how they are written').choices(['table', 'json', 'csv']).default('table'))
		.addOption(
			new Option('--language <LANGUAGE>', 'of the CSV: separators (default: that of the site)').choices(['nl', 'en'])
		)
		.action(async (options) => (await import('./trends.ts')).printTrends(options));
}
