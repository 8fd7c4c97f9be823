import { resolve } from '$app/paths';
import { createContext } from 'svelte';
import type { LiveView } from '#lib/client/live/live-view.svelte.ts';
import { type PhoneLinks, queueSegment } from '#lib/ui/phone/phone-links.ts';
import { keptQuery } from '#lib/ui/shell/kept-query.ts';

/** What the pages of the phone share: one stream for all of them, and where the reader came from. */
export type PhoneVisit = Readonly<{
	view: LiveView;
	/** The page of the phone that the reader was on before this one; null when the address was the first. */
	cameFrom: 'now' | 'queues' | 'queue' | null;
}>;

export const [phoneVisit, setPhoneVisit] = createContext<() => PhoneVisit>();

/** The addresses of the phone, with the language and theme that were asked for. */
export function phoneLinks(url: URL): PhoneLinks {
	const query = keptQuery(url);
	return {
		now: resolve('/(phone)/now') + query,
		queues: resolve('/(phone)/queues') + query,
		queue: (queue) => resolve('/(phone)/queues/[queue]', { queue: queueSegment(queue) }) + query,
		trends: resolve('/trends') + query,
		account: resolve('/me') + query
	};
}
