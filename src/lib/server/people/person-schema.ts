import * as v from 'valibot';
import { personRoles } from '#lib/domain/access/role.ts';
import { reasonMessage } from '#lib/domain/reasons/reason.ts';

/** Letters that cannot be seen, or that turn the rest of a line round, have no place in a name. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;

/** An address of mail, in lower case. */
export const emailSchema = v.pipe(
	v.string(),
	v.trim(),
	v.maxLength(254),
	v.toLowerCase(),
	v.check((text) => !hidden.test(text) && /^[^\s@<>"',;]+@[^\s@<>"',;]+$/.test(text), reasonMessage('one-address'))
);

/** What somebody is called. */
export const nameSchema = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1),
	v.maxLength(100),
	v.check((text) => !hidden.test(text), reasonMessage('hidden-characters'))
);

/** At least one role. */
export const rolesSchema = v.pipe(v.array(v.picklist(personRoles)), v.minLength(1), v.maxLength(personRoles.length));

/** The queues that are a manager's own, by their ids; null = all of them. */
export const queuesSchema = v.nullable(
	v.pipe(
		v.array(
			v.pipe(
				v.string(),
				v.minLength(1),
				v.maxLength(200),
				v.check((text) => !hidden.test(text), reasonMessage('hidden-characters'))
			)
		),
		v.maxLength(200)
	)
);

/** A password as it is typed where there is one already; it need not follow the rules of today. */
export const typedPasswordSchema = v.pipe(v.string(), v.maxLength(1024));

/** An invitation. */
export const invitationSchema = v.strictObject({
	email: emailSchema,
	name: nameSchema,
	roles: rolesSchema,
	queues: v.optional(queuesSchema, null)
});
/** What an invitation says. */
export type Invitation = v.InferOutput<typeof invitationSchema>;

/** What is to become different about a person. */
export const personChangesSchema = v.strictObject({
	name: v.optional(nameSchema),
	roles: v.optional(rolesSchema),
	queues: v.optional(queuesSchema),
	disabled: v.optional(v.boolean())
});
/** What is to become different; what is left out stays. */
export type PersonChanges = v.InferOutput<typeof personChangesSchema>;

const tokenSchema = v.pipe(v.string(), v.maxLength(200));

/** A link that was followed. */
export const welcomeSchema = v.strictObject({ token: tokenSchema });

/** A link that is made use of. Of a new password's, name and address stay what they are. */
export const acceptSchema = v.strictObject({
	token: tokenSchema,
	name: v.optional(nameSchema),
	email: v.optional(emailSchema),
	password: typedPasswordSchema
});
/** What somebody says who makes use of a link. */
export type Acceptance = v.InferOutput<typeof acceptSchema>;
