/**
 * What is said where nothing else can be: as a page, or to a program.
 * @param template the page, with the framework's own places for status and message
 * @param reference under which the error stands in the server's log
 */
export function errorPage(template: string, reference: string, path: string): Response {
	const message = `Internal error, reference ${reference}`;
	if (path.startsWith('/api/')) return Response.json({ error: message }, { status: 500 });
	const html = template.replaceAll('%sveltekit.status%', '500').replaceAll('%sveltekit.error.message%', message);
	return new Response(html, { status: 500, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
