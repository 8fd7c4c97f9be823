import type { ParsedCloudEvent } from '#lib/protocol/cloud-event.ts';

/** What a request may hold. */
export type BodyLimits = Readonly<{ bytes: number; events: number }>;

/** A request as it came; the body already without its Content-Encoding. */
export type EventRequest = Readonly<{
	contentType: string | null;
	/** Names in lower case. */
	headers: Iterable<readonly [name: string, value: string]>;
	body: Buffer;
	/** Id of the request itself: that of the one event in it, where that has none. */
	defaultId?: string | undefined;
}>;

/** Nothing of the request could be read as events. */
export type BodyRefusal = Readonly<{ status: 400 | 413 | 415; reason: string }>;

/** The events of a request, in order, each read or refused on its own. */
export type EventsRead = Readonly<{
	/** Whether the request was of a kind that carries one event. */
	isSingle: boolean;
	parsed: readonly ParsedCloudEvent[];
	/** The text of one of them as the sender wrote it. */
	rawAt(at: number): string;
}>;
