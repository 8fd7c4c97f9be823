import { checked } from './message-list.ts';

/** Somebody with an account. Instants are UTC ms. */
export type ListedPerson = Readonly<{
	id: string;
	email: string | null;
	name: string;
	roles: readonly string[];
	queues: readonly string[] | null;
	method: 'password' | 'oidc';
	createdAt: number;
	disabledAt: number | null;
	lastLoginAt: number | null;
}>;

/** Somebody who was invited. */
export type ListedInvitation = Readonly<{
	id: string;
	email: string | null;
	name: string | null;
	roles: readonly string[];
	queues: readonly string[] | null;
	createdAt: number;
	expiresAt: number;
}>;

/** An answer of `GET /api/people`. */
export type PeopleList = Readonly<{ people: readonly ListedPerson[]; invitations: readonly ListedInvitation[] }>;

/** Reads it; throws where it is something else. */
export function readPeople(json: unknown): PeopleList {
	checked<PeopleList>(json, 'invitations');
	return checked<PeopleList>(json, 'people');
}

/** Reads the link in an answer. */
export function readLink(json: unknown): string {
	const url: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'url') : null;
	if (typeof url !== 'string') throw new Error('url: is missing');
	return url;
}
