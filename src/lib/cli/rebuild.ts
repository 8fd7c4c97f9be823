import { readConfiguration } from '#lib/server/configuration.ts';
import { withOwnViews } from './own-views.ts';
import { Progress } from './progress.ts';
import { reportSettings } from './report-settings.ts';

/**
 * `bereik rebuild`: throws away what was made of the log for reports, contacts and sums, and makes it again. What is left of the
 * minutes of long ago stays, because only whoever looked at that minute can tell it. Where several servers have one log, it is what
 * this machine made of it.
 */
export async function rebuild(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const settings = await reportSettings(configuration);
	await withOwnViews(configuration, settings, async ({ log, views, history, catchUp }) => {
		const { seq: last } = await log.events.head();
		const startedAt = performance.now();
		const progress = new Progress('Making contacts and sums again');
		// Of no log, so that it begins again even where it is broken off here.
		views.history.restart({ epoch: '', seq: 0, receivedAt: 0, version: 0, settingsHash: '' });
		await catchUp((seq) => progress.at(`${seq} of ${last} events`));
		progress.done(`${history.seq} events`);
		views.compact(true);
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
		console.log(`Made again: ${views.history.lastContactNo()} contacts of ${history.seq} events in ${seconds} s.`);
	});
}
