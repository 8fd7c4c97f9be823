import { Asker } from './asker.ts';
import type { Outcome, Request } from './asker.ts';
import { StepUp } from './step-up.svelte.ts';

/** The dialog in which the reader shows again who they are; the frame of the pages draws it. */
export const stepUp = new StepUp();

const asker = new Asker({
	fetch: (path, init) => fetch(path, init),
	toLogin: () => location.assign(loginPath(location.pathname + location.search + location.hash)),
	stepUp: () => stepUp.ask(),
	wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
});

/**
 * Asks the API as the reader of this page; see {@link Asker.ask} for what it does about refusals by itself.
 * @example const outcome = await ask('/api/displays', { read: readDisplays });
 */
export function ask<T = unknown>(path: string, request: Request<T> = {}): Promise<Outcome<T>> {
	return asker.ask(path, request);
}

/** The way in, from which one comes back to a page; language and look go along. */
export function loginPath(from: string): string {
	const to = new URLSearchParams({ to: from });
	const query = new URLSearchParams(from.split('#')[0]?.split('?')[1] ?? '');
	for (const name of ['lang', 'theme']) {
		const value = query.get(name);
		if (value !== null) to.set(name, value);
	}
	return `/login?${to.toString()}`;
}
