import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogAccess } from '#lib/cli/log-access.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { createLogger } from '#lib/server/logger.ts';
import { storyOptions } from '#lib/simulator/demo-story.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';
import type { Measurement } from './measurement.ts';

const days = Number(process.env['BENCH_DAYS'] ?? 14);

/** What some weeks of the simulated desk take on the disk: log and what is made of it, for a thousand contacts. */
export async function benchDisk(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-disk-'));
	try {
		const configuration = readConfiguration({ DATABASE_URL: `file:${join(folder, 'log.db')}`, BEREIK_OPEN: '1' });
		const from = Date.parse('2026-10-05T00:00Z');
		const simulator = createSimulator(storyOptions(2020, from, configuration.zone));
		const access = await openLogAccess(configuration);
		const contacts = new Set<string>();
		let events = 0;
		for (let hour = 1; hour <= days * 24; hour++) {
			const some = simulator.until(from + hour * 3_600_000);
			for (const event of some) if ('contact' in event.data) contacts.add(String(event.data.contact));
			events += some.length;
			for (let at = 0; at < some.length; at += 1000) await access.append(some.slice(at, at + 1000));
		}
		await access.close();
		const app = await startApplication(configuration, { logger: createLogger('silent') });
		while (app.history.standing.seq < (await app.log.head()).seq)
			await new Promise((resolve) => setTimeout(resolve, 100));
		await app.close();
		const perThousand = (file: string): number => statSync(join(folder, file)).size / (contacts.size / 1000);
		const whole = `${events} events of ${contacts.size} contacts in ${days} days`;
		return [
			{
				what: `log on disk, per 1,000 contacts`,
				figure: `${Math.round(perThousand('log.db') / 1000)} kB`,
				anchor: whole,
				aim: '–',
				met: null
			},
			{
				what: 'views on disk, per 1,000 contacts',
				figure: `${Math.round(perThousand('log.views.db') / 1000)} kB`,
				anchor: whole,
				aim: '–',
				met: null
			}
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
