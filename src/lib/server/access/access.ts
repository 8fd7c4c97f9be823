import type { BlockList } from 'node:net';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import type { AccessConfiguration } from './access-configuration.ts';
import type { Tables } from '../database/tables/tables.ts';
import { Displays } from '../displays/displays.ts';
import { Pairings } from '../displays/pairings.ts';
import type { Logger } from '../logger.ts';
import { openPeople, type PeopleDesk } from '../people/open-people.ts';
import { Sessions } from '../people/sessions.ts';
import { openSignOn, type SignOnDesk } from '../sign-on/open-sign-on.ts';
import { AccessWatch } from './access-watch.ts';
import { StoredApiKeys } from './api-key-store.ts';
import { ApiKeys } from './api-keys.ts';
import { Door } from './door.ts';
import { FailedCredentials } from './failed-credentials.ts';
import { ProxyWatch } from './proxy-watch.ts';
import { type Seal } from './seal.ts';
import { WebhookSecrets } from './webhook-secrets.ts';

/** Everything that decides who may see and do what. */
export type Access = Readonly<{
	/** Whether whoever sits at the machine is let in without logging in. */
	isOpen: boolean;
	trustedProxies: BlockList;
	door: Door;
	watch: AccessWatch;
	/** Whether a proxy hides who asks. */
	proxies: ProxyWatch;
	keys: ApiKeys;
	/** With which senders sign that have no key. */
	webhookSecrets: WebhookSecrets;
	/** Where keys and signatures come from that are not good. */
	failedCredentials: FailedCredentials;
	sessions: Sessions;
	/** Who has an account. */
	people: PeopleDesk['people'];
	administration: PeopleDesk['administration'];
	/** Of all that change people. */
	peopleTurns: PeopleDesk['turns'];
	/** How people come in with a password. */
	signIn: PeopleDesk['signIn'];
	/** How they choose another one. */
	ownPassword: PeopleDesk['ownPassword'];
	/** How they come in by an identity provider; null where none is configured. */
	signOn: SignOnDesk | null;
	displays: Displays;
	/** Screens that ask to be paired. */
	pairings: Pairings;
	audit: AuditTrail;
	seal: Seal;
	/** Where all of it is kept. */
	database: Tables;
	/** What time it is for people and screens, UTC epoch ms. */
	now(): number;
	/** Writes what was to be written later; to be called before the log is closed. */
	flush(): Promise<void>;
	close(): void;
}>;

/** Builds it over the log's file, whose tables it keeps people, displays and keys in. */
export function openAccess(
	database: Tables,
	configuration: AccessConfiguration,
	seal: Seal,
	clock: Pick<Clock, 'now'>,
	logger: Logger
): Access {
	const now = (): number => clock.now();
	const onUnkept = (error: unknown): void =>
		logger.error({ err: error }, 'a key or secret could not be opened, or that it was used not be kept');
	const keys = new ApiKeys(new StoredApiKeys(database), clock, onUnkept);
	const webhookSecrets = new WebhookSecrets({ database, seal, now, onError: onUnkept });
	const sessions = new Sessions(database, now);
	const audit = new AuditTrail(database, now);
	const displays = new Displays(database, now, audit, logger);
	const watch = new AccessWatch({ sessions, displays, keys }, (error) =>
		logger.error({ err: error }, 'it cannot be looked whether everybody may still see what they see')
	);
	displays.onRevoked = (id) => watch.end('displays', id);
	watch.start();
	const desk = openPeople(database, sessions, audit, watch, now);
	const { administration, turns } = desk;
	const around = { database, sessions, administration, turns, audit, watch, seal, now, logger };
	const signOn = configuration.signOn === undefined ? null : openSignOn(configuration.signOn, around);
	const proxies = new ProxyWatch(now, logger);
	return {
		isOpen: configuration.isOpen,
		trustedProxies: configuration.trustedProxies,
		door: new Door({ isOpen: configuration.isOpen, keys, sessions, displays, proxies, now }),
		watch,
		proxies,
		keys,
		webhookSecrets,
		failedCredentials: new FailedCredentials(now),
		sessions,
		people: desk.people,
		administration,
		peopleTurns: turns,
		signIn: desk.signIn,
		ownPassword: desk.ownPassword,
		signOn,
		displays,
		pairings: new Pairings(database, now, displays, audit),
		audit,
		seal,
		database,
		now,
		async flush() {
			await keys.flushUses();
			await webhookSecrets.flushUses();
		},
		close() {
			watch.stop();
			signOn?.close();
		}
	};
}
