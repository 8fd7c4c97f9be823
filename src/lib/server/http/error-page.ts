/**
 * What is said where nothing else can be: as a page, or to a program.
 * @param template the page, with the framework's own places for status and message
 * @param reference under which the error stands in the server's log
 */
export function errorPage(template: string, reference: string, path: string): Response {
	const message = `Internal error, reference ${reference}`;
	return answerWith(template, 500, message, message, path);
}

/** What is said while the store is away, so that nobody can be let in: that may pass, and is no error of the product. */
export function storeAwayPage(template: string, path: string): Response {
	const response = answerWith(template, 503, 'the store is away', 'The store is away', path);
	response.headers.set('retry-after', '5');
	return response;
}

function answerWith(template: string, status: number, error: string, shown: string, path: string): Response {
	if (path.startsWith('/api/')) return Response.json({ error }, { status });
	const html = template.replaceAll('%sveltekit.status%', String(status)).replaceAll('%sveltekit.error.message%', shown);
	return new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
