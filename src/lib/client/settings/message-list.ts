/** A message of `GET /api/messages`. Instants are UTC ms. */
export type ListedMessage = Readonly<{
	id: string;
	text: string;
	from: number;
	until: number;
	queues: readonly string[] | null;
	by: string | null;
	byName: string | null;
	withdrawnAt: number | null;
	state: 'shown' | 'waiting' | 'coming' | 'ended' | 'withdrawn';
}>;

/** An answer of `GET /api/messages`: the newest first, and the server's time. */
export type MessageList = Readonly<{ now: number; messages: readonly ListedMessage[] }>;

/** Reads it; throws where it is something else. */
export function readMessages(json: unknown): MessageList {
	return checked<MessageList>(json, 'messages');
}

/** An answer whose list is there; the rest of it is our own server's, of the version of this page. */
export function checked<Answer>(json: unknown, list: keyof Answer & string): Answer {
	if (typeof json !== 'object' || json === null || !Array.isArray(Reflect.get(json, list)))
		throw new Error(`${list}: must be a list`);
	return json as Answer; // see above
}
