import type { ListedDisplay } from '#lib/protocol/display-settings.ts';
import type { ControlCommands } from '#lib/server/control/control-socket.ts';
import type { Displays } from '#lib/server/displays/displays.ts';

/** A screen as the command line lists it; whether it is dark is for whoever knows the opening hours. */
export type DisplayLine = Omit<ListedDisplay, 'isDark'>;

/** What the command line does with screens. */
export type DisplayWork = Readonly<{
	list(): Promise<readonly DisplayLine[]>;
	/** False when there is none by this id that may still show its board. */
	revoke(id: string): Promise<boolean>;
	reload(id: string): Promise<boolean>;
}>;

/** The work itself. */
export function displayWork(displays: Displays, streamsOf: (id: string) => number): DisplayWork {
	const by = { kind: 'command-line' } as const;
	return {
		async list() {
			const kept = await displays.list();
			return kept.map((display) => ({ ...display, isConnected: streamsOf(display.id) > 0 }));
		},
		revoke: (id) => displays.revoke(id, by),
		reload: (id) => displays.reload(id, by)
	};
}

/** What a running server does for {@link displaysThroughServer}. */
export function displayCommands(work: DisplayWork): ControlCommands {
	return {
		listDisplays: () => work.list(),
		revokeDisplay: ({ id }: { id: string }) => work.revoke(id),
		reloadDisplay: ({ id }: { id: string }) => work.reload(id)
	};
}

/** The same through the running server; its answers are those of {@link displayCommands}. */
export function displaysThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): DisplayWork {
	return {
		list: async () => (await ask('listDisplays', {})) as readonly DisplayLine[],
		revoke: async (id) => (await ask('revokeDisplay', { id })) === true,
		reload: async (id) => (await ask('reloadDisplay', { id })) === true
	};
}
