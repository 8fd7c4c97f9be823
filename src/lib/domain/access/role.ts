/**
 * What somebody is to the site. A display is a screen on a wall. These are no ladder: an administrator reads no survey comments,
 * a manager makes no keys, and whoever needs more than one of them holds more than one.
 */
export const roles = ['display', 'executive', 'manager', 'admin', 'auditor'] as const;
/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** Roles a person may hold. */
export const personRoles = ['executive', 'manager', 'admin', 'auditor'] as const satisfies readonly Role[];
/** One of {@link personRoles}. */
export type PersonRole = (typeof personRoles)[number];

/** Whether a text names a role that a person may hold. */
export function isPersonRole(text: string): text is PersonRole {
	return personRoles.some((role) => role === text);
}
