import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Application } from '#lib/server/application.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { startControl } from '#lib/server/control/control-socket.ts';
import { storeFailureOf } from '#lib/server/event-log/event-store.ts';
import { receiveDirectly } from '#lib/server/intake/receive-directly.ts';
import type { StartOptions } from '#lib/server/start-options.ts';
import { UnfitTls } from '#lib/server/http/tls-files.ts';
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

/** Between two attempts to reach a database at a start. */
const againMs = 2_000;

/** What `bereik serve` is told. */
export type ServeOptions = Readonly<{ tlsCert?: string; tlsKey?: string }>;

/** `bereik serve`: until it is told to stop. */
export async function serve(options: ServeOptions = {}): Promise<void> {
	let server: RunningServer | null = null;
	// Before it is there too: told while it reads a long log, it would end.
	const renew = (): void => server?.web.renewCertificate();
	process.on('SIGHUP', renew);
	// Node's own answer opens a debugger, in which everybody on this machine may run what they like.
	process.on('SIGUSR1', nothing);
	const configuration = { ...readConfiguration(process.env), ...tlsOf(options) };
	let stopped: Promise<'stop'> | null = null;
	for (let next: 'stop' | 'again' = 'again'; next === 'again';) {
		let onLogReset: (reason: string) => void = nothing;
		const reset = new Promise<'again'>((resolve) => {
			onLogReset = (reason) => {
				console.log(`The log is another one than it was: ${reason}. Starting anew on it.`);
				resolve('again');
			};
		});
		server = await startWhenReachable(configuration, { onLogReset });
		// Not of a demo or a replay, whose log is nobody's to keep.
		server.app.backups.start();
		// Before anybody is told that it is there: whoever reads that may stop it at once.
		stopped ??= untilStopped().then(() => 'stop');
		console.log(`Bereik is at ${server.web.url}`);
		const link = await firstLink(server.app, server.web.url);
		if (link !== null)
			console.log(
				`Nobody can log in yet. Whoever opens this link first is the administrator; it is good for a day, once:\n${link}`
			);
		next = await Promise.race([stopped, reset]);
		await server.stop();
	}
	process.off('SIGHUP', renew);
	process.off('SIGUSR1', nothing);
}

/** A server that is started together with its database, or while that is started again, waits for it. */
async function startWhenReachable(configuration: Configuration, options: StartOptions): Promise<RunningServer> {
	for (;;) {
		try {
			return await startServer(configuration, options);
		} catch (error) {
			if (configuration.postgres === undefined || storeFailureOf(error)?.failure !== 'away') throw error;
			console.error(`The database cannot be reached (${innermost(error)}); trying again in ${againMs / 1000} s.`);
			await sleep(againMs);
		}
	}
}

function innermost(error: unknown): string {
	return error instanceof Error ? (error.cause === undefined ? error.message : innermost(error.cause)) : String(error);
}

function nothing(): void {}

function tlsOf({ tlsCert, tlsKey }: ServeOptions): Pick<Configuration, 'tls'> {
	if (tlsCert === undefined && tlsKey === undefined) return {};
	if (tlsCert === undefined) throw new CommandError('--tls-key: needs --tls-cert', 2);
	if (tlsKey === undefined) throw new CommandError('--tls-cert: needs --tls-key', 2);
	return { tls: { certFile: resolve(tlsCert), keyFile: resolve(tlsKey) } };
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
	const scheme = configuration.tls === undefined ? 'http' : 'https';
	let port: number | null = null;
	let url = configuration.origin ?? `${scheme}://localhost:${configuration.port}`;
	try {
		const commands = await startControl(
			configuration.databaseFile,
			commandsOf(
				app,
				() => url,
				() => port
			)
		);
		control = commands;
		const { receiving, access, logger } = app;
		const { door, failedCredentials, trustedProxies } = access;
		const directly = receiveDirectly({ receiving, door, failedCredentials, trustedProxies, logger });
		const web = await startWebServer(configuration, { answersDirectly: directly, logger, ...options.web });
		({ url, port } = web);
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
		if (error instanceof NotBuilt || error instanceof CannotListen || error instanceof UnfitTls)
			throw new CommandError(error.message);
		throw error;
	}
}

/** Resolves when somebody, or the system, wants the process to end. */
export function untilStopped(): Promise<void> {
	const signals = ['SIGINT', 'SIGTERM'] as const;
	return new Promise((resolve) => {
		const stop = (): void => {
			// Whoever asks a second time does not want to wait: the system's own answer to it ends the process at once.
			for (const signal of signals) process.off(signal, stop);
			resolve();
		};
		for (const signal of signals) process.on(signal, stop);
	});
}
