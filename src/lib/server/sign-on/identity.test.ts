import { expect, test } from 'vitest';
import { GroupsElsewhere, readAuthenticatedAt, readEmail, readGroups, readName } from './identity.ts';

test('reads groups as a list or as one text', () => {
	expect(readGroups({ groups: ['a', 1, 'b', null] }, 'groups')).toEqual(['a', 'b']);
	expect(readGroups({ hd: 'example.org' }, 'hd')).toEqual(['example.org']);
	expect(readGroups({ groups: [] }, 'groups')).toEqual([]);
});

test('knows a claim that is not there from one that is empty', () => {
	expect(readGroups({}, 'groups')).toBeNull();
	expect(readGroups({ groups: 7 }, 'groups')).toBeNull();
	expect(readGroups({}, 'constructor')).toBeNull();
});

test('does not take groups that are elsewhere for none', () => {
	const claims = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x.example' } } };
	expect(() => readGroups(claims, 'groups')).toThrow(GroupsElsewhere);
	expect(readGroups(claims, 'roles')).toBeNull();
});

test('takes the best name there is, without what cannot be seen', () => {
	expect(readName({ name: ' Ann\u202E\n ', preferred_username: 'ann' })).toBe('Ann');
	expect(readName({ name: '', preferred_username: 'ann' })).toBe('ann');
	expect(readName({ email: 'ann@example.org' })).toBe('ann@example.org');
	expect(readName({ name: 7 })).toBeNull();
	expect(readName({ name: 'x'.repeat(500) })).toHaveLength(200);
});

test('takes an address in lower case, and nothing that is none', () => {
	expect(readEmail({ email: 'Ann@Example.org' })).toBe('ann@example.org');
	for (const email of ['ann', 'a b@example.org', '@', '', 7, undefined]) expect(readEmail({ email })).toBeNull();
});

test('reads when somebody showed who they are, in ms', () => {
	expect(readAuthenticatedAt({ auth_time: 1_700_000_000 })).toBe(1_700_000_000_000);
	for (const auth_time of [undefined, '1700000000', NaN]) expect(readAuthenticatedAt({ auth_time })).toBeNull();
});
