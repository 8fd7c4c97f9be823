/** What of a request decides whether its answer is read by a person. */
export type PageRequest = Readonly<{
	method: string;
	/** Id of the route in the router; null when none matched. */
	routeId: string | null;
	path: string;
	/** `Accept` and `Sec-Fetch-Mode` as sent; null where there is none. */
	accept: string | null;
	fetchMode: string | null;
}>;

/**
 * Whether a refusal is shown as a page, in the reader's language, and not as a line of text for a program. The shell of the
 * refused page itself is sent along: it says nothing but which files draw it. A route that nobody listed is never asked.
 */
export function isShownAsPage({ status, remedy }: { status: number; remedy?: string }, request: PageRequest): boolean {
	const { method, routeId, path, accept, fetchMode } = request;
	if (path.startsWith('/api/') || path === '/api' || path.startsWith('/_app/')) return false;
	if ((method !== 'GET' && method !== 'HEAD') || remedy !== undefined) return false;
	if (fetchMode !== null && fetchMode !== 'navigate') return false;
	if (accept === null || !/\btext\/html\b/i.test(accept)) return false;
	return (status === 403 && routeId !== null) || (status === 404 && routeId === null);
}

/** Says to the page itself, before it is drawn, that its reader may not see it. */
export function markRefused(html: string): string {
	return html.replace('<html ', '<html data-refused ');
}

/** The shell of a page that its reader may not see, under its status. It is never taken for the page again. */
export function asRefused(shell: Response, status: number): Response {
	const headers = new Headers(shell.headers);
	headers.delete('etag');
	headers.set('cache-control', 'no-store');
	return new Response(shell.body, { status, headers });
}
