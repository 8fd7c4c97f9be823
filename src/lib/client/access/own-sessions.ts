/** A place where somebody is logged in. Instants are UTC epoch ms. */
export type OwnSession = Readonly<{
	id: string;
	createdAt: number;
	lastUsedAt: number;
	expiresAt: number;
	/** Where it last came from, and what its browser says of itself; null = not known. */
	address: string | null;
	userAgent: string | null;
	/** Whether it is the one of this browser. */
	isThis: boolean;
}>;

/** Reads `GET /api/sessions`; throws where it is something else. */
export function readSessions(json: unknown): readonly OwnSession[] {
	if (typeof json !== 'object' || json === null || !('sessions' in json) || !Array.isArray(json.sessions))
		throw new Error('sessions: must be a list');
	return json.sessions.map((one: unknown) => {
		if (typeof one !== 'object' || one === null) throw new Error('sessions: must hold objects');
		const session = one as Readonly<Record<string, unknown>>; // an object's values, each looked at below
		const { id, createdAt, lastUsedAt, expiresAt } = session;
		if (typeof id !== 'string') throw new Error('id: must be text');
		if (typeof createdAt !== 'number' || typeof lastUsedAt !== 'number' || typeof expiresAt !== 'number')
			throw new Error('createdAt, lastUsedAt, expiresAt: must be numbers');
		const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
		return {
			...{ id, createdAt, lastUsedAt, expiresAt },
			address: text(session['address']),
			userAgent: text(session['userAgent']),
			isThis: session['isThis'] === true
		};
	});
}
