import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type ProviderContext } from 'oidc-provider';

/** Somebody whom the provider knows. */
export type ProviderPerson = { name: string; email: string; groups: string[]; isDisabled: boolean };

/** How a provider of the test differs from an ordinary one. */
export type ProviderOptions = Readonly<{
	clientId: string;
	clientSecret: string;
	redirectUri: string;
	/** Whether the ID token holds all claims, and not only who it is. */
	tellsInIdToken?: boolean;
}>;

/** `oidc-provider` on this machine, with its people and with switches that a real one has elsewhere. */
export class TestIdentityProvider {
	readonly issuer: string;
	readonly people = new Map<string, ProviderPerson>();
	/** Whom the provider takes a browser's next login for; null = whoever it is breaks it off. */
	whoComes: string | null = null;
	/** Changes the claims of the ID tokens that are given out; they are signed again. */
	forge: ((claims: Record<string, unknown>) => Record<string, unknown>) | null = null;
	/** Signs what is forged with a key of somebody else. */
	forgesSignature = false;
	/** What it says to whoever asks for tokens, whatever they show; null = what it would say anyway. */
	tokenAnswer: Readonly<{ status: number; body: unknown }> | null = null;
	givesRefreshTokens = true;
	/** How often a token was asked for. */
	asked = 0;
	readonly #server: Server;
	readonly #port: number;
	readonly #keys = [newKey(), newKey()] as const;

	private constructor(server: Server, options: ProviderOptions) {
		this.#server = server;
		this.#port = (server.address() as AddressInfo).port; // it listens on TCP
		this.issuer = `http://127.0.0.1:${this.#port}`;
		const provider = this.#provider(options);
		const answer = provider.callback();
		server.on('request', (request, response) => {
			if (request.url?.startsWith('/interaction/') === true) void this.#interact(provider, request, response);
			else answer(request, response);
		});
	}

	static async start(options: ProviderOptions): Promise<TestIdentityProvider> {
		const server = createServer();
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return new TestIdentityProvider(server, options);
	}

	/** Goes away: nobody answers until {@link comeBack}. */
	async goAway(): Promise<void> {
		if (!this.#server.listening) return;
		const closed = once(this.#server, 'close');
		this.#server.close();
		this.#server.closeAllConnections();
		await closed;
	}

	/** Does nothing where it is there. */
	async comeBack(): Promise<void> {
		if (!this.#server.listening) await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
	}

	add(id: string, groups: readonly string[], email = `${id}@example.org`): ProviderPerson {
		const person = { name: `${id} of the test`, email, groups: [...groups], isDisabled: false };
		this.people.set(id, person);
		return person;
	}

	#provider({ clientId, clientSecret, redirectUri, tellsInIdToken }: ProviderOptions): Provider {
		const provider = new Provider(this.issuer, {
			clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], ...grants }],
			claims: { openid: ['sub'], profile: ['name'], email: ['email'], groups: ['groups'] },
			scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
			conformIdTokenClaims: tellsInIdToken !== true,
			cookies: { keys: [randomUUID()] },
			features: { devInteractions: { enabled: false } },
			findAccount: (_: unknown, id: string) => this.#account(id),
			interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
			issueRefreshToken: () => this.givesRefreshTokens,
			expiresWithSession: () => false,
			jwks: { keys: [{ ...this.#keys[0].export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'ours' }] },
			loadExistingGrant: async ({ oidc }: ProviderContext) => {
				const { clientId: of } = oidc.client;
				const grant = new oidc.provider.Grant({ clientId: of, accountId: oidc.session.accountId });
				grant.addOIDCScope('openid profile email groups offline_access');
				await grant.save();
				return grant;
			},
			pkce: { required: () => true },
			rotateRefreshToken: true,
			ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: day, IdToken: hour, Interaction: hour, ...longLived }
		});
		provider.use(async (context, next) => {
			await next();
			if (context.path === '/token') this.#afterToken(context);
		});
		return provider;
	}

	#account(id: string): unknown {
		const person = this.people.get(id);
		if (person === undefined || person.isDisabled) return undefined;
		const { name, email, groups } = person;
		return { accountId: id, claims: () => ({ sub: id, name, email, groups }) };
	}

	async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const result = this.whoComes === null ? { error: 'access_denied' } : { login: { accountId: this.whoComes } };
		await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
	}

	#afterToken(context: ProviderContext): void {
		this.asked++;
		if (this.tokenAnswer !== null) Object.assign(context, this.tokenAnswer);
		const body = context.body as { id_token?: string }; // the token endpoint answers with JSON
		if (this.forge === null || body.id_token === undefined) return;
		const [head = '', claims = ''] = body.id_token.split('.');
		const told = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>; // a JWT's
		const signed = `${head}.${Buffer.from(JSON.stringify(this.forge(told))).toString('base64url')}`;
		const key = this.#keys[this.forgesSignature ? 1 : 0];
		body.id_token = `${signed}.${createSign('sha256').update(signed).sign(key, 'base64url')}`;
	}
}

/** A browser's way through the provider: it keeps the provider's cookies, and ends where the provider sends it away. */
export class ProviderVisitor {
	readonly #cookies = new Map<string, string>();

	/** @returns the address that the provider sends it to in the end */
	async go(url: string): Promise<URL> {
		const { origin } = new URL(url);
		for (let at = new URL(url), steps = 0; steps < 10; steps++) {
			if (at.origin !== origin) return at;
			const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
			const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
			for (const line of response.headers.getSetCookie()) {
				const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
				if (value === '') this.#cookies.delete(name);
				else this.#cookies.set(name, value);
			}
			const next = response.headers.get('location');
			if (next === null) throw new Error(`${at.pathname}: ${response.status} ${await response.text()}`);
			await response.body?.cancel();
			at = new URL(next, at);
		}
		throw new Error('the provider sends the browser round in a circle');
	}
}

const hour = 3_600;
const day = 24 * hour;
const longLived = { Session: 14 * day, RefreshToken: 14 * day };
const grants = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };

function newKey() {
	return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
