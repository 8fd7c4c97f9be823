import type { ClientBase } from 'pg';
import { connectionLimits } from './connect.ts';

/** The first version of Postgres on which all of this works. */
const oldestVersion = 140_000;

/** What is wrong with a database: what must not be, and what is only worth a word. */
export type SettingFaults = Readonly<{
	/** By these, acknowledged events can be lost: refused, unless the operator takes it on. */
	lossy: readonly string[];
	/** With these it does not work at all. */
	unfit: readonly string[];
	warnings: readonly string[];
}>;

type Settings = Readonly<{
	version: number;
	fsync: string;
	full_page_writes: string;
	synchronous_commit: string;
	isolation: string;
	encoding: string;
	in_recovery: boolean;
	read_only: string;
	standbys: string;
}>;

/**
 * Looks at the settings by which a database keeps, or does not keep, what was acknowledged.
 * @param pooled whether connections lead through a pooler, where the limits of a statement have to be the role's
 */
export async function settingFaults(client: ClientBase, pooled: boolean): Promise<SettingFaults> {
	const { rows } = await client.query<Settings>(`select
		current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
		current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit,
		current_setting('default_transaction_isolation') as isolation, current_setting('server_encoding') as encoding,
		current_setting('default_transaction_read_only') as read_only, pg_is_in_recovery() as in_recovery,
		current_setting('synchronous_standby_names') as standbys`);
	const [settings] = rows;
	if (settings === undefined) throw new Error('the server tells nothing of its settings');
	return {
		lossy: lossyFaults(settings),
		unfit: unfitFaults(settings),
		warnings: pooled ? await missingLimits(client) : []
	};
}

function lossyFaults(settings: Settings): string[] {
	const faults: string[] = [];
	if (settings.fsync !== 'on')
		faults.push('fsync is off, so a crash of the machine can lose or spoil everything: set fsync = on');
	if (settings.full_page_writes !== 'on')
		faults.push('full_page_writes is off, so a crash of the machine can spoil pages: set full_page_writes = on');
	if (settings.synchronous_commit === 'off')
		faults.push(
			'synchronous_commit is off, so what was just acknowledged is lost with a crash: alter role … set synchronous_commit = on'
		);
	if (settings.synchronous_commit === 'local' && settings.standbys !== '')
		faults.push(
			'synchronous_commit is local though there are synchronous standbys, so what was just acknowledged is lost with a failover: alter role … set synchronous_commit = on'
		);
	return faults;
}

function unfitFaults(settings: Settings): string[] {
	const faults: string[] = [];
	if (settings.version < oldestVersion)
		faults.push(`it is Postgres ${Math.floor(settings.version / 10_000)}, and 14 is the first that will do`);
	if (settings.in_recovery) faults.push('it is a standby, or still recovers: connect to the primary');
	if (settings.read_only === 'on')
		faults.push('default_transaction_read_only is on: alter role … set default_transaction_read_only = off');
	if (settings.isolation !== 'read committed')
		faults.push(
			`default_transaction_isolation is ${settings.isolation}: alter role … set default_transaction_isolation = 'read committed'`
		);
	if (settings.encoding !== 'UTF8')
		faults.push(`its encoding is ${settings.encoding}: make the database with encoding 'UTF8'`);
	return faults;
}

async function missingLimits(client: ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string; ms: number }>(
		'select name, setting::bigint as ms from pg_settings where name = any ($1)',
		[[...connectionLimits.keys()]]
	);
	const found = new Map(rows.map(({ name, ms }) => [name, ms]));
	return [...connectionLimits]
		.filter(([name, ms]) => (found.get(name) ?? 0) === 0 || (found.get(name) ?? 0) > 2 * ms)
		.map(
			([name, ms]) =>
				`${name} is not set for this role, and through a pooler it cannot be set here: alter role … set ${name} = '${ms}ms'`
		);
}
