/**
 * Who may call a route.
 * - `anyone`: it says nothing about the centre.
 * - `reader`: may read figures. Until people and keys for reading exist, that is whoever sits at the machine itself.
 * - `key`: the route itself asks for a key.
 */
export type RouteRule = 'anyone' | 'reader' | 'key';

/** Every route there is, by its id in the router. One that is not here is refused: deny by default. */
export const routeRules: Readonly<Record<string, Readonly<Record<string, RouteRule>>>> = {
	'/': { GET: 'reader' },
	'/board/[screen]': { GET: 'reader' },
	'/(phone)/now': { GET: 'reader' },
	'/(phone)/queues': { GET: 'reader' },
	'/(phone)/queues/[queue]': { GET: 'reader' },
	'/api/events': { POST: 'key', OPTIONS: 'anyone' },
	'/api/live': { GET: 'reader' },
	'/api/metrics': { GET: 'reader' },
	'/api/report': { GET: 'reader' },
	'/api/stream': { GET: 'reader' },
	'/api/health/live': { GET: 'anyone' },
	'/api/health/ready': { GET: 'anyone' }
};

/** What the door needs to know of a request. */
export type Caller = Readonly<{
	/** Address of the socket; null where it is not known. */
	address: string | null;
	/** `Host` as sent, or null. */
	host: string | null;
	/** Whether a proxy says that it stands between. */
	isForwarded: boolean;
	/** `Sec-Fetch-Site` and `Sec-Fetch-Mode`: what a browser says of the page that asks; null where nothing says it. */
	fetchSite: string | null;
	fetchMode: string | null;
	/** `Origin` as sent, or null. */
	origin: string | null;
}>;

/** Why a request is refused, or null when it may go on. */
export type Refusal = Readonly<{ status: 403 | 404 | 405; reason: string }>;

/**
 * Whether a caller may use a route.
 * @param routeId id of the route in the router; null when none matched
 */
export function refusal(routeId: string | null, method: string, caller: Caller): Refusal | null {
	const rules = routeId !== null && Object.hasOwn(routeRules, routeId) ? routeRules[routeId] : undefined;
	if (rules === undefined) return { status: 404, reason: 'no such page' };
	// HEAD tells no more than GET does.
	const asked = method === 'HEAD' ? 'GET' : method;
	const rule = Object.hasOwn(rules, asked) ? rules[asked] : undefined;
	if (rule === undefined) return { status: 405, reason: `${method} is not possible here` };
	if (isForeignUse(rule, method, !routeId?.startsWith('/api/'), caller))
		return { status: 403, reason: 'not for pages of another site' };
	if (rule !== 'reader' || isAtTheMachine(caller)) return null;
	return { status: 403, reason: 'figures are shown on this machine only, at http://localhost' };
}

/**
 * Whether a page of another site uses what only the reader may: a browser would do it with the reader's own rights. Following
 * a link to a page is not such a use. `anyone` has nothing to hide, and a `key` is no browser's.
 * @param isPage whether the route is a page, and not of the API
 */
export function isForeignUse(
	rule: RouteRule,
	method: string,
	isPage: boolean,
	{ fetchSite, fetchMode, origin, host }: Pick<Caller, 'fetchSite' | 'fetchMode' | 'origin' | 'host'>
): boolean {
	if (rule === 'key' || rule === 'anyone') return false;
	const onlyReads = method === 'GET' || method === 'HEAD';
	if (!onlyReads && origin !== null && hostOf(origin) !== host?.toLowerCase()) return true;
	return fetchSite === 'cross-site' && !(isPage && method === 'GET' && fetchMode === 'navigate');
}

/** The scheme is left out: behind a proxy it is another one. A page that hides where it is from says `null`, which is no host. */
function hostOf(origin: string): string | null {
	return URL.parse(origin)?.host ?? null;
}

/** A loopback socket, asked for by a loopback name, with no proxy in between: nobody else can make all three true. */
export function isAtTheMachine({ address, host, isForwarded }: Caller): boolean {
	return !isForwarded && address !== null && isLoopbackAddress(address) && host !== null && isLoopbackHost(host);
}

function isLoopbackAddress(address: string): boolean {
	const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
	return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}

function isLoopbackHost(host: string): boolean {
	return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
