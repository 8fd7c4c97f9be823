import { CommandError } from './command-error.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

/** `bereik access list`: what a restore has shut and nobody has confirmed. */
export async function listHeldBack(): Promise<void> {
	const held = await withLog((access) => access.heldBack.list());
	if (held.length === 0) return console.error('Nothing waits to be confirmed.');
	const rows = held.map(({ id, kind, name, since }) => [id, kind, name, moment(since)]);
	console.log(textTable([['id', 'kind', 'name or source', 'restored'], ...rows], 'left'));
}

/** `bereik access confirm`: what is named, or all of it, is good again. */
export async function confirmHeldBack(ids: readonly string[], { all = false }: { all?: boolean }): Promise<void> {
	if (all === ids.length > 0) throw new CommandError('name some by their ids, or --all', 2);
	const opened = await withLog(async (access) => {
		const asked = all ? (await access.heldBack.list()).map(({ id }) => id) : ids;
		return access.heldBack.confirm(asked);
	});
	for (const { id, kind, name } of opened) console.error(`The ${kind} ${name} (${id}) is good again.`);
	const missed = ids.filter((id) => !opened.some((one) => one.id === id));
	if (missed.length > 0) throw new CommandError(`nothing waits to be confirmed by the id ${missed.join(', ')}`);
}
