import { expect, test } from 'vitest';
import { capabilities } from '#lib/domain/access/capability.ts';
import { personRoles } from '#lib/domain/access/role.ts';
import { keyScopes } from './key-scope.ts';
import { actorOf, capabilitiesOfPrincipal, may, type PersonPrincipal, type Principal } from './principal.ts';

const person = (roles: PersonPrincipal['roles']): Principal => {
	return { kind: 'person', personId: 'per_1', sessionId: 'ses_1', roles, queues: null, steppedUpAt: null };
};
const key = (scopes: readonly (typeof keyScopes)[number][]): Principal => {
	return { kind: 'key', key: { id: 'k1', source: 'pbx', scopes } };
};

test('nobody may do nothing, and is nobody to the audit', () => {
	expect(capabilitiesOfPrincipal({ kind: 'nobody' }).size).toBe(0);
	expect(() => actorOf({ kind: 'nobody' })).toThrow('nobody');
});

test('somebody with several roles may do what any of them may, and with none nothing', () => {
	expect(capabilitiesOfPrincipal(person([])).size).toBe(0);
	for (const one of personRoles) {
		for (const other of personRoles) {
			const together = capabilitiesOfPrincipal(person([one, other]));
			const apart = [one, other].flatMap((role) => [...capabilitiesOfPrincipal(person([role]))]);
			expect(together).toEqual(new Set(apart));
		}
	}
});

test('a screen sees its board and alarms, and nothing else whatever', () => {
	const screen: Principal = { kind: 'display', displayId: 'dis_1' };
	expect([...capabilitiesOfPrincipal(screen)].sort()).toEqual(['alarms.see', 'board.see']);
});

test('a key reads figures with the scope for it, how the server does with another, and nothing with the rest', () => {
	expect([...capabilitiesOfPrincipal(key(['read']))].sort()).toEqual(['board.see', 'figures.see', 'trends.see']);
	expect([...capabilitiesOfPrincipal(key(['metrics']))]).toEqual(['metrics.read']);
	for (const scope of keyScopes.filter((one) => one !== 'read' && one !== 'metrics'))
		expect(capabilitiesOfPrincipal(key([scope])).size, scope).toBe(0);
	expect(may(key([...keyScopes]), 'keys.manage')).toBe(false);
});

test('whoever sits at the machine does nothing that is done in the name of people', () => {
	const closed = capabilities.filter((capability) => !may({ kind: 'machine' }, capability));
	expect(closed.sort()).toEqual(['comments.read', 'people.manage', 'people.read']);
});

test('the audit names who it was by a reference', () => {
	expect([person(['admin']), key(['read']), { kind: 'machine' } as const].map((one) => actorOf(one))).toEqual([
		{ kind: 'person', id: 'per_1' },
		{ kind: 'key', id: 'k1' },
		{ kind: 'machine' }
	]);
});
