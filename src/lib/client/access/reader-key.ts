import type { Who } from './me.svelte.ts';

/**
 * What tells one reader of this site from another in the same browser, and changes with what they may see.
 * Empty parts stand for what the server did not say.
 */
export function readerKey({ kind, email, name, roles, capabilities, isOpen }: Who): string {
	return JSON.stringify([kind, email ?? '', name ?? '', [...roles].sort(), [...capabilities].sort(), isOpen]);
}
