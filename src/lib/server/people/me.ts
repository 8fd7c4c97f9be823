import { isAtTheMachine } from '../access/at-the-machine.ts';
import type { Origin } from '../access/client-address.ts';
import { stepUpMs } from '../access/door.ts';
import { capabilitiesOfPrincipal, type Principal } from '../access/principal.ts';
import type { People } from './people.ts';

/** What a page is told of whoever looks at it. */
export type Me = Readonly<{
	kind: 'person' | 'display' | 'machine' | 'nobody';
	id?: string;
	name?: string;
	email?: string | null;
	roles?: readonly string[];
	/** The queues that are their own; null = all. */
	queues?: readonly string[] | null;
	capabilities: readonly string[];
	/** Whether whoever sits at the machine is let in without logging in. */
	isOpen: boolean;
	/** Until when they may do what asks to show again who they are, UTC ms; null = not now. */
	steppedUpUntil?: number | null;
	hasPassword?: boolean;
	isSecure: boolean;
	/** Of the site, as `Europe/Amsterdam`: in which the times of the pages are; left out for nobody. */
	zone?: string;
	/** What plain http costs: `encryption`, where somebody on the way could read along. */
	missing: readonly string[];
}>;

/** Who somebody is, and what they may do. */
export async function me(
	principal: Principal,
	origin: Origin,
	people: Pick<People, 'find'>,
	isOpen: boolean,
	now: number,
	siteZone: string
): Promise<Me> {
	const isSecure = origin.isSecure;
	const missing = isSecure || isAtTheMachine(origin) ? [] : ['encryption'];
	const capabilities = [...capabilitiesOfPrincipal(principal)];
	const kind = principal.kind === 'key' ? 'nobody' : principal.kind;
	const zone = kind === 'nobody' ? {} : { zone: siteZone };
	const common = { kind, capabilities, isOpen, isSecure, missing, ...zone };
	const person = principal.kind === 'person' ? await people.find(principal.personId) : null;
	if (principal.kind !== 'person' || person === null) return common;
	const { id, name, email, roles, queues, passwordHash } = person;
	const until = principal.steppedUpAt === null ? null : principal.steppedUpAt + stepUpMs;
	const steppedUpUntil = until !== null && until > now ? until : null;
	return { ...common, id, name, email, roles, queues, steppedUpUntil, hasPassword: passwordHash !== null };
}
