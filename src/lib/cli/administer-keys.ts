import type { ListedKey } from '#lib/server/access/api-keys.ts';
import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

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
