/** What a browser holds that opens something, by what it opens. */
export type CookieKind = 'session' | 'display' | 'pairing' | 'sign-on';

/** Names of the cookies. With the prefix a browser takes them from an encrypted page of this very host alone. */
const names: Readonly<Record<CookieKind, string>> = {
	session: 'bereik-session',
	display: 'bereik-display',
	pairing: 'bereik-pairing',
	'sign-on': 'bereik-sign-on'
};

/** Whoever comes back from a single sign-on comes from another site, and must be known then; nothing else must. */
const crossesSites: ReadonlySet<CookieKind> = new Set(['session', 'sign-on']);

/** The name of a cookie. */
export function cookieName(kind: CookieKind, isSecure: boolean): string {
	return isSecure ? `__Host-${names[kind]}` : names[kind];
}

/**
 * `Set-Cookie` of a secret.
 * @param lifeSeconds 0 takes it away
 * @throws RangeError when the value could end the cookie and begin something else
 */
export function cookieHeader(kind: CookieKind, value: string, isSecure: boolean, lifeSeconds: number): string {
	if (!/^[\w.~-]*$/.test(value)) throw new RangeError(`the cookie ${names[kind]} has characters that no secret has`);
	const sameSite = crossesSites.has(kind) ? 'Lax' : 'Strict';
	const secure = isSecure ? '; Secure' : '';
	return `${cookieName(kind, isSecure)}=${value}; Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${lifeSeconds}${secure}`;
}

/** The value of a cookie in a `Cookie` header; null where it is not there, empty, or there more than once. */
export function readCookie(header: string | null, kind: CookieKind, isSecure: boolean): string | null {
	const start = `${cookieName(kind, isSecure)}=`;
	const found = (header ?? '').split(/; */).filter((pair) => pair.startsWith(start));
	// Two of one name: one of them was planted, and which is not known.
	return found.length === 1 ? found[0]?.slice(start.length) || null : null;
}
