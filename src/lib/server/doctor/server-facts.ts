import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { UnnamedProxy } from '../access/proxy-watch.ts';
import type { Application } from '../application.ts';
import type { BackupStanding } from '#lib/protocol/backup-standing.ts';
import { listDisplays } from '../displays/list-displays.ts';
import type { Health } from '../health.ts';
import type { TlsFiles } from '../http/tls-files.ts';

/** What a running server tells of itself to whoever looks after it. */
export type ServerFacts = Readonly<{
	pid: number;
	node: string;
	build: string;
	uptimeMs: number;
	url: string;
	origin: string | null;
	host: string;
	/** Where it listens; null where it does not, as long as it starts. */
	port: number | null;
	/** Where its own certificate and key are; null where it does not encrypt connections itself. */
	tls: TlsFiles | null;
	/** Who says to stand between and is not among the proxies that are believed. */
	unnamedProxies: readonly UnnamedProxy[];
	health: Health;
	/** 99th percentile since it was last asked, ms. */
	loopDelayMs: number;
	rssBytes: number;
	/** By how much the machine's clock was set since the start, ms: what it moved beyond what passed. */
	clockSetMs: number;
	/** Instants of the machine and of the log's last event, UTC epoch ms. */
	now: number;
	backup: BackupStanding;
	/** Displays that are paired, and the names of those that are dark. */
	displays: Readonly<{ paired: number; dark: readonly string[] }>;
	/** Names of the sources that are silent for longer than they may. */
	silentSources: readonly string[];
	/** How many things a restore has shut that nobody has confirmed. */
	heldBack: number;
}>;

/**
 * Watches a server from its start.
 * @param url where people reach it
 * @param port on which it listens, as soon as it does
 */
export function watchServer(
	app: Application,
	url: () => string,
	port: () => number | null
): () => Promise<ServerFacts> {
	const delay = monitorEventLoopDelay({ resolution: 20 });
	delay.enable();
	const started = { wall: Date.now(), mono: performance.now() };
	return async () => {
		const passedMs = performance.now() - started.mono;
		const loopDelayMs = delay.percentile(99) / 1e6;
		delay.reset();
		const { displays } = await listDisplays(app);
		const { configuration } = app;
		return {
			pid: process.pid,
			node: process.versions.node,
			build: app.build,
			uptimeMs: passedMs,
			url: url(),
			origin: configuration.origin,
			host: configuration.host,
			port: port(),
			tls: configuration.tls ?? null,
			unnamedProxies: app.access.proxies.unnamed(),
			health: await app.health(),
			loopDelayMs,
			rssBytes: process.memoryUsage.rss(),
			clockSetMs: Date.now() - started.wall - passedMs,
			now: Date.now(),
			backup: app.backups.standing(),
			displays: {
				paired: displays.filter(({ revokedAt }) => revokedAt === null).length,
				dark: displays.filter(({ isDark }) => isDark).map(({ name }) => name)
			},
			silentSources: app.sources.standing().flatMap(({ label, silentSince }) => (silentSince === null ? [] : [label])),
			heldBack: (await app.heldBack.list()).length
		};
	};
}
