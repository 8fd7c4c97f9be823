import type { HeldBack } from '#lib/protocol/backup-standing.ts';
import type { HeldBackDesk } from '#lib/server/backup/held-back.ts';
import type { ControlCommands } from '#lib/server/control/control-socket.ts';

/** What the command line does with what a restore has shut. */
export type HeldBackWork = Readonly<{
	list(): Promise<readonly HeldBack[]>;
	/** Those that were opened again. */
	confirm(ids: readonly string[]): Promise<readonly HeldBack[]>;
}>;

/** The work itself. */
export function heldBackWork(desk: HeldBackDesk): HeldBackWork {
	return { list: () => desk.list(), confirm: (ids) => desk.confirm({ kind: 'command-line' }, ids) };
}

/** What a running server does for {@link heldBackThroughServer}. */
export function heldBackCommands(work: HeldBackWork): ControlCommands {
	return {
		listHeldBack: () => work.list(),
		confirmHeldBack: ({ ids }: { ids: readonly string[] }) => work.confirm(ids)
	};
}

/** The same through the running server; its answers are those of {@link heldBackCommands}. */
export function heldBackThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): HeldBackWork {
	return {
		list: async () => (await ask('listHeldBack', {})) as readonly HeldBack[],
		confirm: async (ids) => (await ask('confirmHeldBack', { ids })) as readonly HeldBack[]
	};
}
