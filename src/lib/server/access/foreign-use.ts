/** What a browser says of the page that asks; null where nothing says it. */
export type AskingPage = Readonly<{
	/** `Sec-Fetch-Site`, `Sec-Fetch-Mode`, `Origin` as sent. */
	fetchSite: string | null;
	fetchMode: string | null;
	origin: string | null;
	/** The name by which the server was asked for. */
	host: string | null;
	/** Whether the browser's connection is known to be encrypted. */
	isSecure: boolean;
	/** Where people reach this server, as far as it was told: a proxy may hide by which name they asked. */
	siteOrigin: string | null;
}>;

/**
 * Whether a page of another site, or of a neighbour under the same domain, uses a person's browser: it would do so with that
 * person's rights. Following a link to a page is not such a use. A program that is no browser says nothing, and has no rights of
 * somebody else with it.
 * @param isPage whether the route is a page, and not of the API
 */
export function isForeignUse(method: string, isPage: boolean, page: AskingPage): boolean {
	const { fetchSite, fetchMode, origin } = page;
	// Over plain http a browser says nothing but this, and says it wherever the answer could be read or something be changed.
	if (origin !== null && !isOwnOrigin(origin, page)) return true;
	if (fetchSite === null || fetchSite === 'same-origin') return false;
	if (method !== 'GET' && method !== 'HEAD') return true;
	// `none`: a bookmark, or an address that was typed.
	if (fetchSite === 'none') return false;
	return !(isPage && method === 'GET' && fetchMode === 'navigate');
}

/** Behind a proxy that is not trusted the scheme is not known, and either will do. A page that hides where it is from says `null`. */
function isOwnOrigin(text: string, { host, isSecure, siteOrigin }: AskingPage): boolean {
	if (text === siteOrigin) return true;
	const origin = URL.parse(text);
	if (origin === null || host === null || !/^[\w.:[\]-]+$/.test(host)) return false;
	if (origin.protocol !== 'https:' && (isSecure || origin.protocol !== 'http:')) return false;
	// The port of the scheme may be said or left out.
	return origin.host !== '' && origin.host === URL.parse(`${origin.protocol}//${host}`)?.host;
}
