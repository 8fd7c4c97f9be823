import { existsSync } from 'node:fs';
import type { ListedKey } from '#lib/server/access/api-keys.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { CommandError } from './command-error.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';
import { textTable } from './text-table.ts';

/** `bereik keys list`: every key that was ever made, the newest first; never a secret. */
export async function listKeys(): Promise<void> {
	const keys = await withLog((access) => access.listKeys());
	if (keys.length === 0) console.error('There are no keys: make one with `bereik keys create`.');
	else console.log(textTable([['id', 'source', 'scopes', 'created', 'expires', 'revoked'], ...keys.map(row)], 'left'));
}

/** `bereik keys revoke`: a key that is revoked is refused from now on. */
export async function revokeKey(id: string): Promise<void> {
	if (!(await withLog((access) => access.revokeKey(id))))
		throw new CommandError(`there is no key with the id ${id} that is not revoked yet`);
	console.error(`The key ${id} is revoked.`);
}

/** To look for keys is no reason to make a log. */
async function withLog<Result>(work: (access: LogAccess) => Promise<Result>): Promise<Result> {
	const configuration = readConfiguration(process.env);
	if (!existsSync(configuration.databaseFile))
		throw new CommandError(`${configuration.databaseFile}: there is no event log`);
	const access = await openLogAccess(configuration);
	try {
		return await work(access);
	} finally {
		await access.close();
	}
}

function row({ id, source, scopes, createdAt, expiresAt, revokedAt }: ListedKey): string[] {
	return [
		id,
		source,
		scopes.join(' '),
		moment(createdAt),
		moment(expiresAt),
		revokedAt === null ? '–' : moment(revokedAt)
	];
}

/** A moment in UTC, to the second. */
function moment(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
