/** What every answer says to a browser, whatever it is. */
export const securityHeaders: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=()',
	'x-frame-options': 'DENY'
};

/** For a year: a browser that came encrypted once comes in no other way. */
const strictTransport = 'max-age=31536000; includeSubDomains';
/** For what is no page; a page brings a policy of its own, see `svelte.config.js`. */
const noPage = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For the page that says that something failed: it needs no more than how it looks. */
const errorPage = `${noPage}; style-src 'self'; font-src 'self'; img-src 'self'`;

/** Where browsers send what a page's policy did not allow. */
const reportPath = '/api/csp-report';

/**
 * Puts the headers on an answer, next to those that it has.
 * @param isSecure whether the browser's own connection is encrypted
 */
export function setSecurityHeaders(headers: Headers, isSecure: boolean): void {
	for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
	if (isSecure) headers.set('strict-transport-security', strictTransport);
	if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
	if (headers.has('content-security-policy')) headers.set('reporting-endpoints', `csp="${reportPath}"`);
	// Every other page brings a policy: what is html without one comes of `error.html`.
	else headers.set('content-security-policy', isHtml(headers) ? errorPage : noPage);
}

function isHtml(headers: Headers): boolean {
	return headers.get('content-type')?.startsWith('text/html') === true;
}
