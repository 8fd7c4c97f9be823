import { isPersonRole, type PersonRole, personRoles } from '#lib/domain/access/role.ts';

/** The roles of a row. */
export function readRoles(text: string): readonly PersonRole[] {
	return text.split(' ').filter(isPersonRole);
}

/** Roles for a row, each once and in one order. */
export function writeRoles(roles: readonly PersonRole[]): string {
	return personRoles.filter((role) => roles.includes(role)).join(' ');
}

/** The queues of a row; null = all. */
export function readQueues(text: string | null): readonly string[] | null {
	return text === null ? null : (JSON.parse(text) as string[]); // written by writeQueues alone
}

/** Queues for a row, each once. */
export function writeQueues(queues: readonly string[] | null): string | null {
	return queues === null ? null : JSON.stringify([...new Set(queues)]);
}
