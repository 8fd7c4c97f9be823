import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Capability, capabilities } from '#lib/domain/access/capability.ts';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import { wallSettings } from '../../../../tests/support/open-displays.ts';
import { plantSession } from '../../../../tests/support/planted-session.ts';
import { closedAccess } from '../access/access-configuration.ts';
import { nameRules } from '../access/field-rules.ts';
import { capabilitiesOfPrincipal, type Principal } from '../access/principal.ts';
import { people } from '../database/tables/access-tables.ts';
import { auditResponse } from './audit-answers.ts';
import { entryNamer, type NamedEntry } from './audit-names.ts';

const machine: Principal = { kind: 'machine' };

/** A log in which an administrator called Ada did something to everything that has a name. */
async function busyAudit() {
	const { app } = await openApplication(undefined, { ...testConfiguration(), access: closedAccess });
	const { access, messages } = app;
	const { personId, sessionId } = await plantSession(access.database, ['admin', 'manager'], null);
	const ada = { kind: 'person', id: personId } as const;
	const displayId = (await access.displays.create({ name: 'Hal noord', settings: wallSettings }, ada)) ?? '';
	await access.displays.revoke(displayId, ada);
	const { key } = await access.keys.create('centrale', ['intake']);
	await access.audit.record(ada, 'key.created', key.id);
	const { secret } = await access.webhookSecrets.create('chatwinkel');
	await access.audit.record({ kind: 'key', id: key.id }, 'webhook-secret.created', secret.id);
	const now = app.clock.now();
	const asked = { text: 'Storing bij de bank', from: now, until: now + 60_000, queues: null };
	const message = await messages.show(asked, ada, access.audit);
	await access.audit.record(ada, 'subject.erased', 'c_0a1b');
	const principal = (...roles: PersonRole[]): Principal => ({
		...{ kind: 'person', personId, sessionId, roles, queues: null, steppedUpAt: null }
	});
	const read = async (reader: Principal): Promise<readonly NamedEntry[]> => {
		const response = await auditResponse(app, reader, new URLSearchParams());
		return ((await response.json()) as { entries: readonly NamedEntry[] }).entries;
	};
	return { app, ada, principal, read, ids: { displayId, key: key.id, secret: secret.id, message: message?.id ?? '' } };
}

test('whoever may know people reads who did what to what, by the names people gave', async () => {
	const { principal, read } = await busyAudit();
	for (const role of ['admin', 'auditor'] as const) {
		const entries = await read(principal(role));
		const told = entries.map(({ action, actorName, subjectName }) => [action, actorName, subjectName]);
		expect(told).toEqual([
			['subject.erased', 'Ada', null],
			['message.shown', 'Ada', 'Storing bij de bank'],
			['webhook-secret.created', 'centrale', 'chatwinkel'],
			['key.created', 'Ada', 'centrale'],
			['display.revoked', 'Ada', 'Hal noord']
		]);
	}
});

test('whoever may not, reads the role and no name, in the page and in the file alike', async () => {
	const { app, ada, read } = await busyAudit();
	await app.access.audit.record({ kind: 'machine' }, 'person.changed', ada.id);
	const entries = await read(machine);
	expect(entries[0]).toMatchObject({ action: 'person.changed', subject: ada.id, subjectName: null });
	expect(entries[1]).toMatchObject({ actorName: null, actorRoles: ['admin', 'manager'] });
	expect(entries.map(({ subjectName }) => subjectName)).toContain('Storing bij de bank');
	expect(JSON.stringify(entries)).not.toContain('Ada');
	const file = await (await auditResponse(app, machine, new URLSearchParams('output=csv'))).text();
	expect(file).not.toContain('Ada');
	expect(file).toContain('admin manager');
	expect(file).toContain('Hal noord');
});

/** The names that a reader is told although they lack what those take. */
async function leaks(
	{ app }: Pick<Awaited<ReturnType<typeof busyAudit>>, 'app'>,
	has: ReadonlySet<Capability>,
	asked: (capability: Capability) => boolean
): Promise<readonly string[]> {
	const name = await entryNamer(app, asked);
	const entries = (await app.access.audit.list({ limit: 50 })).map(name);
	const told = new Set(entries.flatMap(({ actorName, subjectName }) => [actorName, subjectName]));
	const secretOf: readonly (readonly [string, keyof typeof nameRules])[] = [
		['Ada', 'person'],
		['Hal noord', 'display'],
		['centrale', 'key'],
		['chatwinkel', 'webhook-secret'],
		['Storing bij de bank', 'message']
	];
	return secretOf.flatMap(([one, kind]) => (told.has(one) && !has.has(nameRules[kind]) ? [one] : []));
}

test('each name is told by its own rule, and a reader who is asked for nothing would be found', async () => {
	const busy = await busyAudit();
	for (const missing of [null, ...new Set(Object.values(nameRules))]) {
		const has = new Set(capabilities.filter((one) => one !== missing));
		expect(await leaks(busy, has, (one) => has.has(one)), String(missing)).toEqual([]);
	}
	expect(await leaks(busy, capabilitiesOfPrincipal(machine), () => true)).toEqual(['Ada']);
});

test('a name is what something is called today; what is gone has its id alone', async () => {
	const { app, ada, principal, read, ids } = await busyAudit();
	await app.access.displays.change(ids.displayId, { name: 'Hal zuid' }, ada);
	await app.access.database.orm.delete(people).where(eq(people.id, ada.id));
	const entries = await read(principal('auditor'));
	expect(entries.map(({ actorName }) => actorName)).not.toContain('Ada');
	expect(entries.find(({ action }) => action === 'key.created')).toMatchObject({
		...{ actorId: ada.id, actorName: null, actorRoles: null, subject: ids.key, subjectName: 'centrale' }
	});
});
