import type { AccessWatch } from '../access/access-watch.ts';
import type { Seal } from '../access/seal.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tables, Turns } from '../database/tables/tables.ts';
import { PlaceLimit } from '../access/place-limit.ts';
import type { Logger } from '../logger.ts';
import type { PeopleAdministration } from '../people/people-administration.ts';
import type { Sessions } from '../people/sessions.ts';
import { IdentityProvider } from './identity-provider.ts';
import { SignOn } from './sign-on.ts';
import { OwnUsedStates, SharedUsedStates } from './sign-on-flow.ts';
import type { SignOnConfiguration } from './sign-on-configuration.ts';
import { SignOnPeople } from './sign-on-people.ts';
import { SignOnRecheck } from './sign-on-recheck.ts';
import { SignOnRights } from './sign-on-rights.ts';
import { SignOnSessions } from './sign-on-sessions.ts';

/** The single sign-on, where one is configured. */
export type SignOnDesk = Readonly<{
	configuration: SignOnConfiguration;
	provider: IdentityProvider;
	signOn: SignOn;
	/** How often a sign-on may be begun from an address. */
	starts: PlaceLimit;
	/** Asks now about everybody of whom it is due; done each minute by itself. */
	recheck(): Promise<void>;
	close(): void;
}>;

/** What it rests on. */
export type SignOnSurroundings = Readonly<{
	database: Pick<Tables, 'orm' | 'dialect'>;
	sessions: Sessions;
	administration: PeopleAdministration;
	turns: Turns;
	audit: AuditTrail;
	watch: Pick<AccessWatch, 'end'>;
	seal: Seal;
	now(): number;
	logger: Logger;
}>;

const recheckEveryMs = 60_000;
const startLimits = { most: 20, mostUnknown: 600, withinMs: 60_000 };

/** Builds it. The provider is not asked anything yet: that it is away stops no server. */
export function openSignOn(configuration: SignOnConfiguration, around: SignOnSurroundings): SignOnDesk {
	const { database, sessions, watch, audit, seal, now, logger } = around;
	const people = new SignOnPeople(database, now);
	const signOnSessions = new SignOnSessions(database, seal, now);
	const provider = new IdentityProvider(configuration, now);
	const rights = new SignOnRights({ people, signOnSessions, sessions, watch, audit });
	const isShared = database.dialect === 'postgres';
	const used = isShared ? new SharedUsedStates(database, now) : new OwnUsedStates(now);
	const shared = { ...around, configuration, provider, people, signOnSessions, rights, used };
	const recheck = new SignOnRecheck(shared);
	const timer = setInterval(() => {
		recheck.run().catch((error: unknown) => logger.error({ err: error }, 'looking for leavers failed'));
	}, recheckEveryMs).unref();
	return {
		configuration,
		provider,
		signOn: new SignOn(shared),
		starts: new PlaceLimit(startLimits, now),
		recheck: () => recheck.run(),
		close: () => clearInterval(timer)
	};
}
