import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { capabilitiesOf } from '#lib/domain/access/capability.ts';
import type { PersonRole } from '#lib/domain/access/role.ts';
import type { ListedDisplay } from '#lib/protocol/display-settings.ts';

/** What the faked server answers to one request: a status with a body, or `lost` for a network that is away. */
export type FakeAnswer = Readonly<{ status?: number; body?: unknown; headers?: Record<string, string> }> | 'lost';

/** Instant at which the faked server stands still, UTC ms. */
export const fakeNow = Date.UTC(2026, 2, 2, 10, 0);

/** What a page asked of the faked server. */
export type Asked = Readonly<{ method: string; path: string; body: unknown }>;

/** The API about people and screens as a test wants it, behind the pages. Answers may be changed while the page lives. */
export class AccessApi {
	readonly asked: Asked[] = [];
	readonly #answers = new Map<string, FakeAnswer | ((asked: Asked) => FakeAnswer)>();

	/** Answers a request such as `GET /api/me`; the query does not count. */
	on(request: string, answer: FakeAnswer | ((asked: Asked) => FakeAnswer)): this {
		this.#answers.set(request, answer);
		return this;
	}

	/** How often something was asked. */
	count(request: string): number {
		return this.asked.filter(({ method, path }) => `${method} ${path}` === request).length;
	}

	/** Answers one request under `/api/`. */
	async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
		const text = await textOf(message);
		const body: unknown = text === '' ? null : JSON.parse(text);
		const asked = {
			method: message.method ?? '',
			path: new URL(message.url ?? '/', 'http://localhost').pathname,
			body
		};
		this.asked.push(asked);
		const found = this.#answers.get(`${asked.method} ${asked.path}`);
		const answer = typeof found === 'function' ? found(asked) : (found ?? { status: 404, body: { error: 'none' } });
		if (answer === 'lost') {
			response.destroy();
			return;
		}
		const { status = 200, body: said, headers = {} } = answer;
		const type: Record<string, string> = said === undefined ? {} : { 'content-type': 'application/json' };
		response.writeHead(status, { 'cache-control': 'no-store', ...type, ...headers });
		response.end(said === undefined ? undefined : JSON.stringify(said));
	}
}

/** `GET /api/me` of a person. */
export function personMe(...roles: PersonRole[]): Readonly<{ body: object }> {
	const capabilities = [...capabilitiesOf(roles)];
	return {
		body: {
			...{
				kind: 'person',
				id: 'p1',
				name: 'Noor de Vries',
				email: 'noor@example.org',
				roles,
				queues: null,
				capabilities
			},
			...{ isOpen: false, steppedUpUntil: null, hasPassword: true, isSecure: true, missing: [] }
		}
	};
}

/** `GET /api/me` of nobody, of whoever sits at an open server, and of a screen. */
export const nobodyMe = { body: { kind: 'nobody', capabilities: [], isOpen: false, isSecure: true, missing: [] } };
export const plainHttpMe = {
	body: { kind: 'nobody', capabilities: [], isOpen: false, isSecure: false, missing: ['encryption'] }
};
const ofMachine = [...capabilitiesOf(['manager', 'admin'])].filter((one) => !/^(?:people|comments)\./.test(one));
export const machineMe = { body: { ...nobodyMe.body, kind: 'machine', capabilities: ofMachine, isOpen: true } };
export const displayMe = {
	body: { ...nobodyMe.body, kind: 'display', capabilities: [...capabilitiesOf(['display'])] }
};

/** A screen that is well, with what is to be otherwise. */
export function fakeDisplay(changed: Partial<ListedDisplay> = {}): ListedDisplay {
	return {
		id: 'd1',
		name: 'Hal 1, boven de koffie',
		settings: {
			...({ team: 'Klantenservice', board: 'both', secondsPerBoard: 20, language: 'nl', theme: 'dark' } as const),
			...{ diagonalInches: 55, readingMetres: 5 }
		},
		createdAt: fakeNow - 40 * 86_400_000,
		revokedAt: null,
		revokedFor: null,
		lastSeenAt: fakeNow - 12_000,
		isConnected: true,
		isDark: false,
		report: {
			...{ seq: 9, dataAgeMs: 900, build: 'b1', heapBytes: 41_400_000, visible: true, width: 1920, height: 1080 },
			...({ board: 'now', revision: 1 } as const)
		},
		address: '192.168.12.34',
		userAgent: 'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/94.0.4606.128 Safari/537.36',
		...changed
	};
}
