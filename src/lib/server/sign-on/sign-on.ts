import * as client from 'openid-client';
import { ownPath } from '#lib/protocol/own-path.ts';
import type { PersonPrincipal, Principal } from '../access/principal.ts';
import type { Seal } from '../access/seal.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Turns } from '../database/tables/tables.ts';
import type { Logger } from '../logger.ts';
import type { PeopleAdministration } from '../people/people-administration.ts';
import type { SessionPlace, Sessions, StartedSession } from '../people/sessions.ts';
import type { Identity } from './identity.ts';
import type { IdentityProvider, SignedOn } from './identity-provider.ts';
import { rolesOfGroups, type SignOnConfiguration } from './sign-on-configuration.ts';
import { problemOf, type SignOnProblem, whyFailed } from './sign-on-failure.ts';
import { openFlow, sealFlow, type SignOnFlow, type UsedStates } from './sign-on-flow.ts';
import type { SignOnPeople, SignOnPerson } from './sign-on-people.ts';
import type { SignOnRights } from './sign-on-rights.ts';
import type { SignOnSessions } from './sign-on-sessions.ts';

/** What signing on rests on. */
export type SignOnParts = Readonly<{
	configuration: SignOnConfiguration;
	provider: IdentityProvider;
	people: SignOnPeople;
	signOnSessions: SignOnSessions;
	rights: SignOnRights;
	sessions: Sessions;
	administration: Pick<PeopleAdministration, 'endSession'>;
	audit: Pick<AuditTrail, 'record'>;
	seal: Seal;
	used: UsedStates;
	now(): number;
	/** Shared by all that change people. */
	turns: Turns;
	logger: Pick<Logger, 'warn'>;
}>;

/** Where a browser is sent, and what it carries meanwhile; or why it is not sent. */
export type Begun = Readonly<{ url: string; sealedFlow: string }> | Readonly<{ problem: SignOnProblem }>;

/** What came of it when a browser is back. */
export type Finished =
	Readonly<{ session: StartedSession; to: string }> | Readonly<{ problem: SignOnProblem; to: string | null }>;

/** The provider's clock may be so far from ours. */
const clockToleranceMs = 30_000;
const server: Actor = { kind: 'server' };

/** How people come in by their organisation's identity provider. */
export class SignOn {
	readonly #parts: SignOnParts;

	constructor(parts: SignOnParts) {
		this.#parts = parts;
	}

	/**
	 * Begins a sign-on.
	 * @param to where the person wants to be afterwards, as it was asked for
	 * @param stepUpFor whoever is in and has to show again who they are; null for whoever comes in
	 */
	async begin(to: string | null, stepUpFor: PersonPrincipal | null): Promise<Begun> {
		const { provider, seal, now, logger } = this.#parts;
		const flow: SignOnFlow = {
			state: client.randomState(),
			nonce: client.randomNonce(),
			verifier: client.randomPKCECodeVerifier(),
			to: ownPath(to),
			startedAt: now(),
			stepUpFor: stepUpFor?.personId ?? null
		};
		try {
			const url = await provider.signOnUrl(flow);
			return { url: url.href, sealedFlow: sealFlow(seal, flow) };
		} catch (error) {
			logger.warn({ reason: whyFailed(error) }, 'a single sign-on cannot be begun');
			return { problem: problemOf(error) };
		}
	}

	/**
	 * Ends it.
	 * @param search the query that the browser came back with
	 * @param before whoever is in already, in the same browser
	 */
	async finish(search: string, sealedFlow: string | null, before: Principal, place: SessionPlace): Promise<Finished> {
		const { provider, seal, used, now, turns, logger } = this.#parts;
		const flow = openFlow(seal, sealedFlow, now());
		// What the browser carries and what it came back with belong to each other, and were never used.
		if (flow === null || new URLSearchParams(search).get('state') !== flow.state || !(await used.use(flow.state)))
			return { problem: 'expired', to: flow?.to ?? null };
		let signedOn: SignedOn;
		try {
			signedOn = await provider.redeem(search, flow);
		} catch (error) {
			const problem = problemOf(error);
			logger.warn({ reason: whyFailed(error), problem }, 'a single sign-on came to nothing');
			return { problem, to: flow.to };
		}
		const person = before.kind === 'person' ? before : null;
		return turns.run(async () => {
			const result =
				flow.stepUpFor === null
					? await this.#comeIn(signedOn, person, place)
					: await this.#stepUp(signedOn, flow, person);
			if (typeof result !== 'string') return { session: result, to: flow.to };
			return { problem: result, to: flow.to };
		});
	}

	async #comeIn(
		{ identity, refreshToken }: SignedOn,
		before: PersonPrincipal | null,
		place: SessionPlace
	): Promise<StartedSession | SignOnProblem> {
		const { people, sessions, signOnSessions, administration, audit } = this.#parts;
		const person = await this.#admitted(identity);
		if (typeof person === 'string') return person;
		const { id, roles } = person;
		if (before !== null) await administration.endSession({ kind: 'person', id: before.personId }, before.sessionId);
		// Whoever was known at the provider from this morning has not shown now who they are.
		const steppedUpAt =
			identity.authenticatedAt === null ? null : Math.min(identity.authenticatedAt, this.#parts.now());
		const session = await sessions.start({ ...place, personId: id, roles, method: 'oidc', steppedUpAt });
		await signOnSessions.vouch(session.sessionId, refreshToken);
		await people.noteLogin(id);
		const details = { session: session.sessionId, method: 'oidc' };
		await audit.record({ kind: 'person', id }, 'person.logged-in', id, details);
		return session;
	}

	/** Whoever the provider vouches for, with the roles they have now; or why they do not come in. */
	async #admitted(identity: Identity): Promise<SignOnPerson | SignOnProblem> {
		const { configuration, people, rights, audit } = this.#parts;
		const roles = rolesOfGroups(configuration, identity.groups);
		const known = await people.find(identity);
		if (known !== null && known.disabledAt !== null) return this.#notIn(known.id, 'disabled', 'no-role');
		if (roles.length === 0) {
			if (known !== null && known.roles.length > 0) await rights.end(known.id, 'no-role');
			return this.#notIn(known?.id ?? null, 'no-role', 'no-role');
		}
		if (known !== null) {
			await rights.set(known, roles);
			await people.describe(known.id, identity);
			return { ...known, roles };
		}
		// An address is no identity: whoever has it at the provider need not be whoever has it here.
		if (identity.email !== null && (await people.isEmailTaken(identity.email)))
			return this.#notIn(null, 'email-in-use', 'email-in-use');
		const added = await people.add(identity, roles);
		await audit.record({ kind: 'person', id: added.id }, 'person.joined', added.id, { method: 'oidc', roles });
		return added;
	}

	async #stepUp(
		{ identity, refreshToken }: SignedOn,
		{ startedAt, stepUpFor }: SignOnFlow,
		before: PersonPrincipal | null
	): Promise<StartedSession | SignOnProblem> {
		const { people, sessions, signOnSessions, audit, logger } = this.#parts;
		const known = await people.find(identity);
		// Out meanwhile, or not in this browser.
		if (before === null || before.personId !== stepUpFor) return 'expired';
		const actor: Actor = { kind: 'person', id: before.personId };
		const { authenticatedAt } = identity;
		const isAnew = authenticatedAt !== null && authenticatedAt >= startedAt - clockToleranceMs;
		if (known?.id !== stepUpFor || !isAnew) {
			const reason = isAnew ? 'somebody else signed on' : 'the provider did not ask again who it was';
			logger.warn({ reason }, 'nobody has shown again who they are');
			await audit.record(actor, 'person.step-up-failed', before.personId, { session: before.sessionId });
			return 'failed';
		}
		const person = await this.#admitted(identity);
		if (typeof person === 'string') return person;
		const session = await sessions.stepUp(before.sessionId);
		if (session === null) return 'expired';
		await signOnSessions.vouch(session.sessionId, refreshToken);
		await audit.record(actor, 'person.stepped-up', before.personId, { session: session.sessionId });
		return session;
	}

	async #notIn(personId: string | null, reason: string, problem: SignOnProblem): Promise<SignOnProblem> {
		await this.#parts.audit.record(server, 'person.login-failed', personId, { method: 'oidc', reason });
		return problem;
	}
}
