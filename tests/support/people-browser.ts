/** An answer, read to its end. */
export type BrowserAnswer = Readonly<{ status: number; body: Record<string, unknown>; headers: Headers }>;

/** Somebody's browser, as far as the API sees it: it keeps the cookies it is given. */
export class PeopleBrowser {
	readonly #base: string;
	readonly #headers: Readonly<Record<string, string>>;
	readonly cookies = new Map<string, string>();

	/** @param headers that come with every request, as of a proxy */
	constructor(base: string, headers: Readonly<Record<string, string>> = {}) {
		this.#base = base;
		this.#headers = headers;
	}

	get(path: string): Promise<BrowserAnswer> {
		return this.ask('GET', path);
	}

	post(path: string, body?: unknown): Promise<BrowserAnswer> {
		return this.ask('POST', path, body);
	}

	async ask(method: string, path: string, body?: unknown): Promise<BrowserAnswer> {
		const response = await this.open(method, path, body);
		const text = await response.text();
		const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>); // the API answers with objects
		return { status: response.status, body: parsed, headers: response.headers };
	}

	/** Asks, and leaves the answer to be read. */
	async open(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
		const response = await fetch(this.#base + path, {
			method,
			redirect: 'manual',
			headers: {
				...this.#headers,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') })
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(signal === undefined ? {} : { signal })
		});
		for (const line of response.headers.getSetCookie()) this.#keep(line);
		return response;
	}

	#keep(line: string): void {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		if (/Max-Age=0\b/.test(line)) this.cookies.delete(name);
		else this.cookies.set(name, value);
	}
}
