import type { Capability } from '#lib/domain/access/capability.ts';
import { nameRules } from '../access/field-rules.ts';
import type { Application } from '../application.ts';
import { displays } from '../database/tables/access-tables.ts';
import type { AuditEntry } from './audit-trail.ts';

/** An entry with what people call whoever did it, and what it was done to. */
export type NamedEntry = AuditEntry &
	Readonly<{
		/** Null where there is no name, or the reader is not to know it. */
		actorName: string | null;
		/** The roles of the person who did it, as they are now; null where it was no person, or one who is no more. */
		actorRoles: readonly string[] | null;
		/** Of a person or screen its name, of a key or secret its source, of a notice its text. */
		subjectName: string | null;
	}>;

/** Where names are found. */
export type NamedParts = Pick<Application, 'access' | 'messages'>;

/**
 * Names what entries name by its id, as it is called today.
 * @param may what whoever reads them may do
 */
export async function entryNamer(
	{ access, messages }: NamedParts,
	may: (capability: Capability) => boolean
): Promise<(entry: AuditEntry) => NamedEntry> {
	const [{ people, invitations }, keys, secrets, screens] = await Promise.all([
		access.administration.list(),
		access.keys.list(),
		access.webhookSecrets.list(),
		// Those that were revoked long ago, too: what was done to them still stands here.
		access.database.orm.select({ id: displays.id, name: displays.name }).from(displays)
	]);
	const roles = new Map(people.map((person) => [person.id, person.roles]));
	const named: Readonly<Record<keyof typeof nameRules, readonly Readonly<{ id: string; name: string | null }>[]>> = {
		person: [...people, ...invitations.map(({ id, name, email }) => ({ id, name: name ?? email }))],
		display: screens,
		key: keys.map(({ id, source }) => ({ id, name: source })),
		'webhook-secret': secrets.map(({ id, source }) => ({ id, name: source })),
		message: messages.all.map(({ id, text }) => ({ id, name: text }))
	};
	const kinds = Object.keys(named) as readonly (keyof typeof nameRules)[]; // those of the record above
	const names = new Map(
		kinds
			.filter((kind) => may(nameRules[kind]))
			.flatMap((kind) => named[kind].map(({ id, name }) => [id, name] as const))
	);
	const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
	return (entry) => ({
		...entry,
		actorName: nameOf(entry.actorId),
		actorRoles: roles.get(entry.actorId ?? '') ?? null,
		subjectName: nameOf(entry.subject)
	});
}
