import { pairingLifeMs } from './pairings.ts';

/** As long as browsers keep a cookie; it is renewed with every new secret. */
export const displayCookieSeconds = 395 * 86_400;
/** A minute more than the code: a screen that was confirmed in the last moment still has to fetch its secret. */
export const pairingCookieSeconds = pairingLifeMs / 1000 + 60;

/** The answer to who has to wait. */
export function tooMuch(waitSeconds: number, error: string): Response {
	return Response.json({ error }, { status: 429, headers: { 'retry-after': String(waitSeconds) } });
}

/** The answer to who asks for what there is not. */
export function noSuch(error: string, field?: string): Response {
	return Response.json({ error, ...(field === undefined ? {} : { field }) }, { status: 404 });
}

/** What a browser says it is, bounded; null where it says nothing. */
export function userAgentOf(request: Request): string | null {
	return request.headers.get('user-agent')?.slice(0, 300) ?? null;
}
