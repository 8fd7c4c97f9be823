/**
 * What is said where nothing else can be: as a page, or to a program.
 * @param template the page, with the framework's own places for status and message
 * @param reference under which the error stands in the server's log
 * @param isPassing whether it makes sense to come again: the store is away
 */
export function errorPage(template: string, reference: string, path: string, isPassing = false): Response {
	const message = `Internal error, reference ${reference}`;
	const status = isPassing ? 503 : 500;
	const again: Readonly<Record<string, string>> = isPassing ? { 'retry-after': '5' } : {};
	if (path.startsWith('/api/')) return Response.json({ error: message }, { status, headers: again });
	const html = template
		.replaceAll('%sveltekit.status%', String(status))
		.replaceAll('%sveltekit.error.message%', message);
	return new Response(html, { status, headers: { ...again, 'content-type': 'text/html; charset=utf-8' } });
}

/** What is said while the store is away, so that nobody can be let in: that may pass, and is no error of the product. */
export function storeAwayPage(template: string, path: string): Response {
	const headers = { 'retry-after': '5' };
	const message = 'The store is away';
	if (path.startsWith('/api/')) return Response.json({ error: 'the store is away' }, { status: 503, headers });
	const html = template.replaceAll('%sveltekit.status%', '503').replaceAll('%sveltekit.error.message%', message);
	return new Response(html, { status: 503, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}
