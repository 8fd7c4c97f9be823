import { CommandError } from './command-error.ts';
import type { DisplayLine } from './display-work.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

/** `bereik displays list`: every screen by name, with its id. */
export async function listDisplays(): Promise<void> {
	const displays = await withLog((access) => access.displays.list());
	if (displays.length === 0) console.error('There are no displays: open /pair on a screen.');
	else
		console.log(
			textTable([['id', 'name', 'board', 'paired', 'last seen', 'connected', 'revoked'], ...displays.map(row)], 'left')
		);
}

/** `bereik displays revoke`: the screen shows nothing from now on, and asks to be paired again. */
export async function revokeDisplay(id: string): Promise<void> {
	if (!(await withLog((access) => access.displays.revoke(id)))) throw noSuch(id);
	console.error(`The display ${id} is revoked.`);
}

/** `bereik displays reload`: the screen loads its page anew. */
export async function reloadDisplay(id: string): Promise<void> {
	if (!(await withLog((access) => access.displays.reload(id)))) throw noSuch(id);
	console.error(`The display ${id} loads its page anew.`);
}

function noSuch(id: string): CommandError {
	return new CommandError(`there is no display with the id ${id} that is not revoked yet`);
}

function row({ id, name, settings, createdAt, lastSeenAt, isConnected, revokedAt, revokedFor }: DisplayLine): string[] {
	return [
		id,
		name,
		settings.board,
		moment(createdAt),
		lastSeenAt === null ? '–' : moment(lastSeenAt),
		isConnected ? 'yes' : 'no',
		revokedAt === null ? '–' : `${moment(revokedAt)}${revokedFor === 'token-reuse' ? ' (its secret was copied)' : ''}`
	];
}
