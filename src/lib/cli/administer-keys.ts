import type { ListedKey } from '#lib/server/access/api-keys.ts';
import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

/** `bereik keys list`: every key that was ever made, the newest first; never a secret. */
export async function listKeys(): Promise<void> {
	const keys = await withLog(({ credentials }) => credentials.listKeys());
	if (keys.length === 0) console.error('There are no keys: make one with `bereik keys create`.');
	else console.log(textTable([['id', 'source', 'scopes', ...momentsHead], ...keys.map(row)], 'left'));
}

/** `bereik keys revoke`: a key that is revoked is refused from now on. */
export async function revokeKey(id: string): Promise<void> {
	if (!(await withLog(({ credentials }) => credentials.revokeKey(id))))
		throw new CommandError(`there is no key with the id ${id} that is not revoked yet`);
	console.error(`The key ${id} is revoked.`);
}

/** Heads of the columns of {@link momentCells}. */
export const momentsHead = ['created', 'expires', 'last used', 'revoked'] as const;

/** When something was made, ends, was last used and was revoked; a dash where it never was. */
export function momentCells(kept: Omit<ListedKey, 'id' | 'source' | 'scopes'>): string[] {
	const { createdAt, expiresAt, lastUsedAt, revokedAt } = kept;
	return [
		moment(createdAt),
		moment(expiresAt),
		lastUsedAt === null ? '–' : toTheHour(lastUsedAt),
		revokedAt === null ? '–' : moment(revokedAt)
	];
}

function row(key: ListedKey): string[] {
	return [key.id, key.source, key.scopes.join(' '), ...momentCells(key)];
}

/** It is kept to the hour, and no finer moment is to be read into it. */
function toTheHour(at: number): string {
	return `${new Date(at).toISOString().slice(0, 13)}h`;
}
