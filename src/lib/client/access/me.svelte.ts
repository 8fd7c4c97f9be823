/** Who asks, as the server sees it: a person, a screen on a wall, whoever sits at an open server, or nobody. */
export type Who = Readonly<{
	kind: 'person' | 'display' | 'machine' | 'nobody';
	/** Of a person or a screen; null where there is none. */
	name: string | null;
	email: string | null;
	roles: readonly string[];
	/** What may be done, by the names of the table of capabilities. A page only shows by it: the server decides. */
	capabilities: readonly string[];
	/** Whether the server is open: at this machine nobody has to log in. */
	isOpen: boolean;
	/** Whether what is sent is encrypted on its way. */
	isSecure: boolean;
	/** What is lost where it is not, such as `encryption`. */
	missing: readonly string[];
	/** Whether a person logs in with a password of this site; null = not known. */
	hasPassword: boolean | null;
	/** IANA zone of the site, in which a page shows times; null where it is not told. */
	zone: string | null;
	/** Until when what asks for it may be done without showing again who this is, UTC ms; null = not. */
	steppedUpUntil: number | null;
}>;

/** How long to wait for the server to say who this is, ms: a page without it is better than none. */
const patienceMs = 8000;
/** The banner of an open server is in its place from the start on every page after the first. */
const openKey = 'bereik.open';

/** Reads the answer of `GET /api/me`; null when it is something else. */
export function readWho(body: unknown): Who | null {
	if (typeof body !== 'object' || body === null) return null;
	const said = body as Readonly<Record<string, unknown>>; // an object's values, each looked at below
	const kind = (['person', 'display', 'machine', 'nobody'] as const).find((one) => one === said['kind']);
	if (kind === undefined) return null;
	const texts = (value: unknown): string[] =>
		Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
	const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
	return {
		kind,
		name: text(said['name']),
		email: text(said['email']),
		roles: texts(said['roles']),
		capabilities: texts(said['capabilities']),
		isOpen: said['isOpen'] === true,
		isSecure: said['isSecure'] === true,
		missing: texts(said['missing']),
		zone: text(said['zone']),
		hasPassword: typeof said['hasPassword'] === 'boolean' ? said['hasPassword'] : null,
		steppedUpUntil: typeof said['steppedUpUntil'] === 'number' ? said['steppedUpUntil'] : null
	};
}

/** Asks the server who this is; null when it could not say. */
export async function askWho(get: typeof fetch = fetch): Promise<Who | null> {
	const giveUp = new AbortController();
	const timer = setTimeout(() => giveUp.abort(), patienceMs);
	try {
		const response = await get('/api/me', { cache: 'no-store', signal: giveUp.signal });
		return response.ok ? readWho(await response.json()) : null;
	} catch (error) {
		// No network (TypeError), no patience left (AbortError), or not the server's own words (SyntaxError): not known.
		if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) return null;
		throw error;
	} finally {
		clearTimeout(timer);
	}
}

/** Who the reader of this page is. One for the whole visit, {@link me}; a page calls {@link Me.load} when it opens. */
export class Me {
	#who = $state.raw<Who | null>(null);
	#isOpen = $state(false);
	#loading: Promise<Who | null> | null = null;
	#isFresh = false;

	/** As last heard; null before the server has said. */
	get who(): Who | null {
		return this.#who;
	}

	/** The zone in which pages show times: the site's, or this computer's as long as that is not known. */
	get zone(): string {
		return this.#who?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
	}

	/** Whether the server is open; before it has said, whether it was on the page before. */
	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** Whether the reader may do something, such as `displays.manage`; false as long as that is not known. */
	may(capability: string): boolean {
		if (this.#who?.capabilities.includes(capability) === true) return true;
		// At an open server a browser that was paired as a screen is still in the hands of whoever sits there.
		return this.#who?.kind === 'display' && this.#isOpen && !/^(?:people|comments)\./.test(capability);
	}

	/** Asks once in a visit, and again where the server could not say. */
	load(): Promise<Who | null> {
		if (this.#isFresh) return Promise.resolve(this.#who);
		this.#isOpen ||= remembered();
		return (this.#loading ??= this.refresh());
	}

	/** Asks again: after logging in or out, after a change of one's own rights. */
	async refresh(): Promise<Who | null> {
		try {
			const who = await askWho();
			if (who !== null) {
				this.#who = who;
				this.#isOpen = who.isOpen;
				this.#isFresh = true;
				remember(who.isOpen);
			}
			return this.#who;
		} finally {
			this.#loading = null;
		}
	}
}

/** The reader of this page. */
export const me = new Me();

function remembered(): boolean {
	try {
		return sessionStorage.getItem(openKey) === '1';
	} catch {
		return false; // storage is switched off in this browser: the banner then comes with the answer
	}
}

function remember(isOpen: boolean): void {
	try {
		sessionStorage.setItem(openKey, isOpen ? '1' : '0');
	} catch {
		// As above: nothing depends on it.
	}
}
