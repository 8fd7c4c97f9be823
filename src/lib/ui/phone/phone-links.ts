/** Where things are, as addresses that keep the reader's language and theme. */
export type PhoneLinks = Readonly<{
	now: string;
	queues: string;
	trends: string;
	queue: (queue: string) => string;
	/** One's own page, from which every other part is found. */
	account: string;
}>;

const definitionKey = 'definition';

/** Link that opens the definition of a figure over the page that is shown. */
export function definitionLink(metric: string): string {
	return `#${definitionKey}=${encodeURIComponent(metric)}`;
}

/** Key of the figure whose definition a page's fragment asks for, or null. */
export function definitionOfHash(hash: string): string | null {
	return new URLSearchParams(hash.replace(/^#/, '')).get(definitionKey);
}

/**
 * A queue's place in an address. A segment that is empty or only dots would lead elsewhere, so it gets a mark, which
 * {@link queueOfSegment} takes off again.
 */
export function queueSegment(queue: string): string {
	return encodeURIComponent(/^(?:\.*$|~)/.test(queue) ? `~${queue}` : queue);
}

/** The queue that a decoded segment of an address names. */
export function queueOfSegment(segment: string): string {
	return segment.startsWith('~') ? segment.slice(1) : segment;
}
