/**
 * The answer to whoever asks too often.
 * @param waitMs after which it makes sense to ask again
 */
export function tooMany(reason: string, waitMs: number): Response {
	const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))), 'cache-control': 'no-store' };
	return Response.json({ error: reason }, { status: 429, headers });
}
