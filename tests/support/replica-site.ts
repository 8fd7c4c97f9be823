import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import { makeKeyFile } from '#lib/server/key-file.ts';
import { createKey, type OwnLog, type ServedBereik, startBereik } from './bereik-process.ts';
import type { Child } from './child-processes.ts';
import { freePort } from './free-port.ts';

/** One of several servers on a log. */
export type Replica = ServedBereik & Readonly<{ name: string; port: number; log: OwnLog }>;

/** One log in Postgres and the servers on it: each a process of its own with a folder of its own, as on so many machines. */
export class ReplicaSite {
	readonly folder = mkdtempSync(join(tmpdir(), 'bereik-replicas-'));
	readonly #place: PostgresPlace;
	readonly #sealKey = Buffer.alloc(32, 9).toString('base64');
	readonly #ports = new Map<string, number>();
	readonly #running = new Set<Child>();

	constructor(place: PostgresPlace) {
		this.#place = place;
		makeKeyFile(join(this.folder, 'key'));
	}

	/** What a process of a server finds in its environment; its folder is made with the site's key in it. */
	async logOf(name: string): Promise<OwnLog> {
		const folder = join(this.folder, name);
		if (!this.#ports.has(name)) {
			this.#ports.set(name, await freePort());
			mkdirSync(folder);
			copyFileSync(join(this.folder, 'key'), join(folder, 'bereik.key'));
		}
		const { url, allowLossy, pollOnly } = this.#place;
		return {
			file: join(folder, 'bereik.db'),
			environment: {
				...{ DATABASE_URL: url, BEREIK_DATA: folder, APP_KEY: this.#sealKey, HOST: '127.0.0.1' },
				// The same after every start, as behind a balancer.
				PORT: String(this.#ports.get(name)),
				...(allowLossy ? { BEREIK_ALLOW_LOSSY: '1' } : {}),
				...(pollOnly ? { BEREIK_POLL_ONLY: '1' } : {})
			},
			remove: () => rmSync(folder, { recursive: true, force: true })
		};
	}

	/** Starts a server of a name, or starts it again; resolves when it listens. */
	async start(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Replica> {
		const child = await this.attempt(name, environment);
		// Where it is for people may be elsewhere.
		await child.heard(/^Bereik is at http/m, 60_000);
		const port = this.#ports.get(name) ?? 0;
		return { child, name, port, url: `http://127.0.0.1:${port}`, log: await this.logOf(name) };
	}

	/** Several at once: on an empty log the first one makes it and the others wait. */
	startAll(...names: string[]): Promise<Replica[]> {
		return Promise.all(names.map((name) => this.start(name)));
	}

	/** Starts a server of which nobody knows whether it will listen. */
	async attempt(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Child> {
		const child = startBereik(['serve'], { BEREIK_OPEN: '1', ...(await this.logOf(name)).environment, ...environment });
		this.#running.add(child);
		return child;
	}

	/** A key that sends in bulk for a source. */
	async createKey(source = 'pbx'): Promise<string> {
		return createKey(await this.logOf('keys'), source, 'bulk');
	}

	/** Ends every server and takes their folders away. */
	async remove(): Promise<void> {
		for (const child of this.#running) child.kill('SIGKILL');
		await Promise.all([...this.#running].map(({ ended }) => ended));
		rmSync(this.folder, { recursive: true, force: true });
	}
}
