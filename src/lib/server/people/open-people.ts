import type { AccessWatch } from '../access/access-watch.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tables, Turns } from '../database/tables/tables.ts';
import { Invitations } from './invitations.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnPassword } from './own-password.ts';
import { Passwords } from './passwords.ts';
import { People } from './people.ts';
import { PeopleAdministration } from './people-administration.ts';
import type { Sessions } from './sessions.ts';
import { SharedLoginThrottle } from './shared-login-throttle.ts';
import { SignIn } from './sign-in.ts';

/** People, and how they come in. */
export type PeopleDesk = Readonly<{
	people: People;
	administration: PeopleAdministration;
	signIn: SignIn;
	/** How they choose another one. */
	ownPassword: OwnPassword;
	/** For all that change people, so that they do it one by one. */
	turns: Turns;
}>;

/**
 * Builds it over the log's file.
 * @param watch what is open for sessions; nothing is where no server runs
 */
export function openPeople(
	database: Tables,
	sessions: Sessions,
	audit: AuditTrail,
	watch: Pick<AccessWatch, 'end'>,
	now: () => number,
	passwords = new Passwords()
): PeopleDesk {
	const people = new People(database, now);
	const invitations = new Invitations(database, now);
	const turns = database.turns('people');
	const shared = { people, invitations, sessions, audit, now, turns };
	const administration = new PeopleAdministration({ ...shared, watch });
	const isShared = database.dialect === 'postgres';
	const throttle = isShared ? new SharedLoginThrottle(database, now) : new LoginThrottle(now);
	const parts = { ...shared, administration, passwords, throttle };
	return { people, administration, signIn: new SignIn(parts), ownPassword: new OwnPassword(parts), turns };
}
