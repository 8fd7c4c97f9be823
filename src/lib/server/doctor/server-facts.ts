import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Application } from '../application.ts';
import type { BackupStanding } from '#lib/protocol/backup-standing.ts';
import { listDisplays } from '../displays/list-displays.ts';
import type { Health } from '../health.ts';

/** What a running server tells of itself to whoever looks after it. */
export type ServerFacts = Readonly<{
	pid: number;
	node: string;
	build: string;
	uptimeMs: number;
	url: string;
	origin: string | null;
	host: string;
	/** Whether it encrypts connections itself. */
	hasTls: boolean;
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

/** Watches a server from its start. */
export function watchServer(app: Application, url: () => string): () => Promise<ServerFacts> {
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
			hasTls: configuration.tls !== undefined,
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
