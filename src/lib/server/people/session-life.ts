import type { PersonRole } from '#lib/domain/access/role.ts';

/** How long a session lasts, ms: without being used, and at most. */
export type SessionLife = Readonly<{ idleMs: number; absoluteMs: number }>;

const minute = 60_000;
const hour = 60 * minute;
const ordinary: SessionLife = { idleMs: 12 * hour, absoluteMs: 7 * 24 * hour };

const lives: Readonly<Record<PersonRole, SessionLife>> = {
	/** Who may change everything has most to lose with a browser that was left open. */
	admin: { idleMs: 30 * minute, absoluteMs: 12 * hour },
	manager: ordinary,
	executive: ordinary,
	auditor: ordinary
};

/** The life of a session of somebody who holds some roles: of each measure the shortest. */
export function sessionLife(roles: readonly PersonRole[]): SessionLife {
	const held = [ordinary, ...roles.map((role) => lives[role])];
	return {
		idleMs: Math.min(...held.map(({ idleMs }) => idleMs)),
		absoluteMs: Math.min(...held.map(({ absoluteMs }) => absoluteMs))
	};
}
