import * as v from 'valibot';
import { reasonText } from '#lib/domain/reasons/reason.ts';
import { explainIssue } from '#lib/server/http/read-json.ts';
import type { Outcome } from '#lib/server/people/outcome.ts';
import type { ListedInvitation, ListedPerson } from '#lib/server/people/people-administration.ts';
import { invitationSchema } from '#lib/server/people/person-schema.ts';
import { CommandError } from './command-error.ts';
import type { Link } from './people-work.ts';
import { plainText } from './plain-text.ts';
import { textTable } from './text-table.ts';
import { moment, withLog } from './with-log.ts';

/** What `bereik people invite` is told. */
export type InviteOptions = Readonly<{
	email: string;
	name: string;
	role: readonly string[];
	queues?: readonly string[];
}>;

/** `bereik people list`: everybody who has an account, then who was invited. */
export async function listPeople(): Promise<void> {
	const { people, invitations } = await withLog((access) => access.people.list());
	if (people.length + invitations.length === 0) {
		console.error('There is nobody yet: start the server, and it prints the link for the first administrator.');
		return;
	}
	const head = ['id', 'name', 'address', 'roles', 'queues', 'since', 'last login', 'state'];
	console.log(textTable([head, ...people.map(personRow), ...invitations.map(invitationRow)], 'left'));
}

/** `bereik people invite`: the link alone goes to standard output. */
export async function invitePerson({ role, queues, ...said }: InviteOptions): Promise<void> {
	const given = v.safeParse(invitationSchema, { ...said, roles: role, queues: queues ?? null }, { abortEarly: true });
	if (!given.success) {
		const { field, reason } = explainIssue(given.issues[0]);
		throw new CommandError(`--${field.replace(/^roles/, 'role')}: ${reason}`, 2);
	}
	printLink(await withLog((access) => access.people.invite(given.output)));
}

/** `bereik people disable`: from now on they are not let in, and what they have open ends. */
export async function disablePerson(id: string): Promise<void> {
	orRefuse(await withLog((access) => access.people.disable(id)));
	console.error(`${plainText(id)} may not come in any more.`);
}

/** `bereik people new-password`: the link alone goes to standard output. */
export async function newPassword(id: string): Promise<void> {
	printLink(await withLog((access) => access.people.newPasswordLink(id)));
}

/** `bereik people sessions end`: one, or everybody's. */
export async function endSessions(id: string | undefined, { all = false }: { all?: boolean }): Promise<void> {
	if ((id === undefined) !== all) throw new CommandError('name one session, or say --all', 2);
	if (id === undefined) {
		const ended = await withLog((access) => access.people.endAllSessions());
		console.error(`${ended} sessions have ended.`);
	} else if (await withLog((access) => access.people.endSession(id))) {
		console.error(`The session ${plainText(id)} has ended.`);
	} else throw new CommandError(`there is no session with the id ${id} that has not ended yet`);
}

function printLink(outcome: Outcome<Link>): void {
	const { url, expiresAt } = orRefuse(outcome);
	console.log(url);
	console.error(`Good once, until ${moment(expiresAt)}. It is not shown again.`);
}

function orRefuse<Value>(outcome: Outcome<Value>): Value {
	if (outcome.ok) return outcome.value;
	throw new CommandError(
		`${outcome.field}: ${typeof outcome.reason === 'string' ? outcome.reason : reasonText(outcome.reason)}`
	);
}

function personRow(person: ListedPerson): string[] {
	const { id, name, email, roles, queues, createdAt, lastLoginAt, disabledAt } = person;
	const lastLogin = lastLoginAt === null ? '–' : moment(lastLoginAt);
	const state = disabledAt === null ? 'may come in' : `disabled ${moment(disabledAt)}`;
	return [id, name, email ?? '–', roles.join(' '), queuesText(queues), moment(createdAt), lastLogin, state].map(
		plainText
	);
}

function invitationRow({ id, name, email, roles, queues, createdAt, expiresAt }: ListedInvitation): string[] {
	const state = `invited until ${moment(expiresAt)}`;
	const who = [id, name ?? '–', email ?? '–', roles.join(' '), queuesText(queues)];
	return [...who, moment(createdAt), '–', state].map(plainText);
}

function queuesText(queues: readonly string[] | null): string {
	return queues === null ? 'all' : queues.length === 0 ? 'none' : queues.join(', ');
}
