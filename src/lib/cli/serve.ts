import type { Application } from '#lib/server/application.ts';
import { startApplication } from '#lib/server/application.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { startControl } from '#lib/server/control/control-socket.ts';
import type { StartOptions } from '#lib/server/start-options.ts';
import { CannotListen, NotBuilt, startWebServer, type WebServer } from '#lib/server/web-server.ts';
import { CommandError } from './command-error.ts';
import { firstLink } from './first-link.ts';
import { commandsOf } from './log-access.ts';
import { Progress } from './progress.ts';

/** A server that runs until it is stopped. */
export type RunningServer = Readonly<{
	app: Application;
	web: WebServer;
	/** Ends streams, web and log, in this order. */
	stop(): Promise<void>;
}>;

/** `bereik serve`: until it is told to stop. */
export async function serve(): Promise<void> {
	const server = await startServer(readConfiguration(process.env));
	// Before anybody is told that it is there: whoever reads that may stop it at once.
	const stopped = untilStopped();
	console.log(`Bereik is at ${server.web.url}`);
	const link = await firstLink(server.app, server.web.url);
	if (link !== null)
		console.log(
			`Nobody can log in yet. Whoever opens this link first is the administrator; it is good for a day, once:\n${link}`
		);
	await stopped;
	await server.stop();
}

/** Starts everything a server has. */
export async function startServer(configuration: Configuration, options: StartOptions = {}): Promise<RunningServer> {
	const progress = new Progress('Reading the log');
	const app = await startApplication(configuration, {
		...options,
		onProgress: (seq, head) => progress.at(`${seq} of ${head} events`)
	});
	progress.done(`${app.projection.state.seq} events`);
	let control: Awaited<ReturnType<typeof startControl>> | null = null;
	let url = configuration.origin ?? `http://localhost:${configuration.port}`;
	try {
		const commands = await startControl(
			configuration.databaseFile,
			commandsOf(app, () => url)
		);
		control = commands;
		const web = await startWebServer(configuration);
		url = web.url;
		return {
			app,
			web,
			async stop() {
				app.streams.end();
				await Promise.all([web.close(), commands.close()]);
				await app.close();
			}
		};
	} catch (error) {
		// What still listens would keep the process alive for ever.
		await control?.close();
		await app.close();
		if (error instanceof NotBuilt || error instanceof CannotListen) throw new CommandError(error.message);
		throw error;
	}
}

/** Resolves when somebody, or the system, wants the process to end. */
export function untilStopped(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
}
