import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { Application } from '#lib/server/application.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { createLogger } from '#lib/server/logger.ts';
import type { StartOptions } from '#lib/server/start-options.ts';
import { morning } from './log-events.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A whole application on a log of its own and a clock that the test steps. */
export type OpenApplication = Readonly<{
	app: Application;
	clock: SteppedClock;
	configuration: Configuration;
	/** Steps the clock, hands events over, and lets everything see them. */
	take(at: number, ...events: readonly NewEvent[]): Promise<void>;
	/** Ends it, once; a test that forgets has it done. */
	close(): Promise<void>;
}>;

/** Settings of a test's server: a free port, and nothing outside the folder. */
export function testConfiguration(folder = temporaryFolder()): Configuration {
	return {
		databaseFile: join(folder, 'bereik.db'),
		host: '127.0.0.1',
		port: 0,
		origin: null,
		zone: 'Europe/Amsterdam',
		access: openAccessConfiguration
	};
}

/** Starts an application as a server does, without the web. */
export async function openApplication(
	at = morning,
	configuration = testConfiguration(),
	options: StartOptions = {}
): Promise<OpenApplication> {
	const clock = new SteppedClock(at, false);
	// The server's own look each second must see nothing between a step of the clock and what had happened by then.
	let isUpToDate = true;
	const app = await startApplication(configuration, {
		clock,
		logger: createLogger('silent'),
		isUpToDate: () => isUpToDate,
		...options
	});
	let isOpen = true;
	const close = async (): Promise<void> => {
		if (!isOpen) return;
		isOpen = false;
		await app.close();
	};
	onTestFinished(close);
	return {
		app,
		clock,
		configuration,
		async take(instant, ...events) {
			isUpToDate = false;
			clock.stepTo(instant);
			const result = await app.log.append(events);
			if (!result.committed) throw new Error(`the log refused: ${result.refusal}`);
			await app.projection.settled();
			isUpToDate = true;
			app.tick();
			app.streams.flush();
		},
		close
	};
}
