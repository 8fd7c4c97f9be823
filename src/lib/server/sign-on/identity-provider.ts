import * as client from 'openid-client';
import { boundedFetch } from './bounded-fetch.ts';
import { type Identity, readAuthenticatedAt, readEmail, readGroups, readName } from './identity.ts';
import { redirectUri, type SignOnConfiguration } from './sign-on-configuration.ts';
import { flowLifeMs, type SignOnFlow } from './sign-on-flow.ts';
import { isRefusal, type Refreshed, whyFailed } from './sign-on-failure.ts';

/** What the provider gave when somebody came back from it. */
export type SignedOn = Readonly<{
	identity: Identity;
	/** With what it can be asked again whether they still belong; null where it gives none. */
	refreshToken: string | null;
}>;

const discoveredForMs = 3_600_000;
/** After a failure nobody else waits for one for so long. */
const failedForMs = 10_000;
const timeoutSeconds = 5;

/** The organisation's identity provider. It is asked who it is when that is first needed, and again each hour. */
export class IdentityProvider {
	readonly #given: SignOnConfiguration;
	readonly #now: () => number;
	#discovered: Readonly<{ client: client.Configuration; until: number }> | null = null;
	#discovering: Promise<client.Configuration> | null = null;
	#failed: Readonly<{ error: unknown; until: number }> | null = null;
	#isReachable: boolean | null = null;

	constructor(given: SignOnConfiguration, now: () => number) {
		this.#given = given;
		this.#now = now;
	}

	/** Its own name for itself, as it stands in what it signs; people are kept with it. */
	get issuer(): string {
		return this.#discovered?.client.serverMetadata().issuer ?? this.#given.issuer.href;
	}

	/** Whether it answered when it was last asked; null before that. */
	get isReachable(): boolean | null {
		return this.#isReachable;
	}

	/** Asks it who it is, where that is due. Never throws. */
	async look(): Promise<void> {
		await this.#configuration().catch(() => {});
	}

	/**
	 * Where a browser is sent.
	 * @throws ProviderUnreachable, or another error where the provider is not what was configured
	 */
	async signOnUrl({ state, nonce, verifier, stepUpFor }: SignOnFlow): Promise<URL> {
		const configuration = await this.#configuration();
		return client.buildAuthorizationUrl(configuration, {
			redirect_uri: redirectUri(this.#given),
			scope: scopesOf(configuration).join(' '),
			code_challenge: await client.calculatePKCECodeChallenge(verifier),
			code_challenge_method: 'S256',
			state,
			nonce,
			...(stepUpFor === null ? {} : { prompt: 'login', max_age: '0' })
		});
	}

	/**
	 * Redeems what a browser came back with.
	 * @param search the query it came back with
	 * @throws when any of it is not the provider's answer to this very flow; {@link whyFailed} tells what it was
	 */
	async redeem(search: string, { state, nonce, verifier, stepUpFor }: SignOnFlow): Promise<SignedOn> {
		const configuration = await this.#configuration();
		const tokens = await client.authorizationCodeGrant(configuration, new URL(redirectUri(this.#given) + search), {
			expectedState: state,
			expectedNonce: nonce,
			pkceCodeVerifier: verifier,
			idTokenExpected: true,
			// Only that it is told: when it has to be is up to whoever asked to show it again.
			...(stepUpFor === null ? {} : { maxAge: flowLifeMs / 1000 })
		});
		const claims = tokens.claims();
		if (claims === undefined) throw new Error('the answer holds no ID token');
		return {
			identity: await this.#identity(configuration, claims, tokens.access_token),
			refreshToken: tokens.refresh_token ?? null
		};
	}

	/** Asks whether somebody still belongs. Never throws: that it could not be found out is an answer too. */
	async refresh(refreshToken: string, subject: string): Promise<Refreshed> {
		let newToken: string | null = null;
		try {
			const configuration = await this.#configuration();
			const tokens = await client.refreshTokenGrant(configuration, refreshToken);
			newToken = tokens.refresh_token ?? null;
			const told = tokens.claims();
			const claims = told ?? (await client.fetchUserInfo(configuration, tokens.access_token, subject));
			if (claims.sub !== subject) return { kind: 'gone', reason: 'another-subject' };
			const issuer = configuration.serverMetadata().issuer;
			const identity = await this.#identity(configuration, { ...claims, iss: issuer }, tokens.access_token);
			return { kind: 'still', identity, refreshToken: newToken };
		} catch (error) {
			if (isRefusal(error)) return { kind: 'gone', reason: error.error };
			return { kind: 'unknown', reason: whyFailed(error), refreshToken: newToken };
		}
	}

	/** What the ID token does not say is asked for, where the provider can be asked. */
	async #identity(
		configuration: client.Configuration,
		claims: Readonly<Record<string, unknown>> & Readonly<{ sub: string; iss: string }>,
		accessToken: string
	): Promise<Identity> {
		const { groupsClaim } = this.#given;
		const isWhole = readGroups(claims, groupsClaim) !== null && readName(claims) !== null && readEmail(claims) !== null;
		const canBeAsked = configuration.serverMetadata().userinfo_endpoint !== undefined;
		const more = isWhole || !canBeAsked ? {} : await client.fetchUserInfo(configuration, accessToken, claims.sub);
		return {
			issuer: claims.iss,
			subject: claims.sub,
			name: readName(claims) ?? readName(more) ?? claims.sub.slice(0, 200),
			email: readEmail(claims) ?? readEmail(more),
			groups: readGroups(claims, groupsClaim) ?? readGroups(more, groupsClaim) ?? [],
			authenticatedAt: readAuthenticatedAt(claims)
		};
	}

	async #configuration(): Promise<client.Configuration> {
		const now = this.#now();
		// Where it did not answer last time, it is asked anew, and whoever waits hears soon that it is away.
		if (this.#discovered !== null && this.#discovered.until > now && this.#isReachable !== false)
			return this.#discovered.client;
		if (this.#failed !== null && this.#failed.until > now) throw this.#failed.error;
		this.#discovering ??= this.#discover().finally(() => (this.#discovering = null));
		return this.#discovering;
	}

	async #discover(): Promise<client.Configuration> {
		const { issuer, clientId, clientSecret } = this.#given;
		try {
			const found = await client.discovery(issuer, clientId, undefined, authentication(clientSecret()), {
				timeout: timeoutSeconds,
				[client.customFetch]: boundedFetch((didAnswer) => (this.#isReachable = didAnswer)),
				// The signature of an ID token is checked although it comes over a line that is checked already.
				execute: [
					client.enableNonRepudiationChecks,
					...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [])
				]
			});
			this.#discovered = { client: found, until: this.#now() + discoveredForMs };
			this.#failed = null;
			return found;
		} catch (error) {
			this.#isReachable = false;
			this.#failed = { error, until: this.#now() + failedForMs };
			throw error;
		}
	}
}

/** In the body where the provider takes it there, as nearly all do; else in the header, which is what the standard falls back to. */
function authentication(secret: string): client.ClientAuth {
	const inBody = client.ClientSecretPost(secret);
	const inHeader = client.ClientSecretBasic(secret);
	return (server, metadata, body, headers) => {
		const takesBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true;
		(takesBody ? inBody : inHeader)(server, metadata, body, headers);
	};
}

/** Providers that do not know a scope refuse it, or the whole sign-on. */
function scopesOf(configuration: client.Configuration): readonly string[] {
	const known = configuration.serverMetadata().scopes_supported;
	const wanted = ['openid', 'profile', 'email'];
	if (known === undefined || known.includes('offline_access')) wanted.push('offline_access');
	if (known?.includes('groups') === true) wanted.push('groups');
	return wanted;
}
