import { type Capability, capabilitiesOf } from '#lib/domain/access/capability.ts';
import { type PersonRole, personRoles } from '#lib/domain/access/role.ts';
import type { Actor } from '../audit/audit-trail.ts';
import type { KeyScope, VerifiedKey } from './api-keys.ts';

/** A person in a browser where they are logged in. */
export type PersonPrincipal = Readonly<{
	kind: 'person';
	personId: string;
	sessionId: string;
	roles: readonly PersonRole[];
	/** The queues that are their own; null = all. */
	queues: readonly string[] | null;
	/** When they last showed who they are, UTC ms. */
	steppedUpAt: number | null;
}>;

/** A screen that was paired. */
export type DisplayPrincipal = Readonly<{ kind: 'display'; displayId: string }>;

/** Who asks. `machine` is whoever sits at the machine itself while the server is open. */
export type Principal =
	| PersonPrincipal
	| DisplayPrincipal
	| Readonly<{ kind: 'key'; key: VerifiedKey }>
	| Readonly<{ kind: 'machine' }>
	| Readonly<{ kind: 'nobody' }>;

/** What a key with a scope may do besides sending events. */
const byScope: Readonly<Partial<Record<KeyScope, readonly Capability[]>>> = {
	read: ['figures.see', 'trends.see', 'board.see'],
	metrics: ['metrics.read']
};
/** In the open mode there are no people, so nothing is done in anybody's name. */
const closedToMachine: ReadonlySet<Capability> = new Set(['people.read', 'people.manage', 'comments.read']);
const ofDisplay = capabilitiesOf(['display']);
const ofMachine = new Set([...capabilitiesOf(personRoles)].filter((capability) => !closedToMachine.has(capability)));

/** What a person may see, in words that compare. */
export function rightsText(roles: readonly string[], queues: readonly string[] | null): string {
	return JSON.stringify([[...roles].sort(), queues === null ? null : [...queues].sort()]);
}

/** Whether somebody may do something. */
export function may(principal: Principal, capability: Capability): boolean {
	return capabilitiesOfPrincipal(principal).has(capability);
}

/** All that somebody may do. */
export function capabilitiesOfPrincipal(principal: Principal): ReadonlySet<Capability> {
	switch (principal.kind) {
		case 'person':
			return capabilitiesOf(principal.roles);
		case 'display':
			return ofDisplay;
		case 'machine':
			return ofMachine;
		case 'key':
			return new Set(principal.key.scopes.flatMap((scope) => byScope[scope] ?? []));
		case 'nobody':
			return new Set();
	}
}

/** Who the audit says it was. */
export function actorOf(principal: Principal): Actor {
	switch (principal.kind) {
		case 'person':
			return { kind: 'person', id: principal.personId };
		case 'display':
			return { kind: 'display', id: principal.displayId };
		case 'key':
			return { kind: 'key', id: principal.key.id };
		case 'machine':
			return { kind: 'machine' };
		case 'nobody':
			throw new Error('nobody does nothing');
	}
}
