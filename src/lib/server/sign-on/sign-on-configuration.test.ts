import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { readConfiguration } from '../configuration.ts';
import { readSignOn, redirectUri, rolesOfGroups } from './sign-on-configuration.ts';

const secret = 'hunter-two-of-the-test';
const whole = {
	OIDC_ISSUER: 'https://login.example.org/realms/centre',
	OIDC_CLIENT_ID: 'bereik',
	OIDC_CLIENT_SECRET: secret,
	OIDC_ROLES: '/wall=manager, CN=Audit\\2C team%2COU=x=auditor,/wall=auditor,100%25=executive',
	ORIGIN: 'https://wall.example.org/'
} as const;

type Given = Readonly<Record<string, string | undefined>>;

function read(changed: Given = {}) {
	const given: Given = { ...whole, ...changed };
	const configuration = readSignOn((name) => given[name]);
	if (configuration === null) throw new Error('there is none');
	return configuration;
}

test('is nothing where no provider is named', () => {
	expect(readSignOn(() => undefined)).toBeNull();
	expect(readConfiguration({ DATABASE_URL: 'file:x.db' }).access?.signOn).toBeUndefined();
});

test('reads all of it, and says where the provider sends people back to', () => {
	const configuration = read();
	expect(configuration).toMatchObject({ clientId: 'bereik', label: 'Single sign-on', groupsClaim: 'groups' });
	expect(configuration.issuer.href).toBe('https://login.example.org/realms/centre');
	expect(configuration.clientSecret()).toBe(secret);
	expect(redirectUri(configuration)).toBe('https://wall.example.org/api/sign-on/back');
	expect(readConfiguration(whole).access?.signOn?.clientId).toBe('bereik');
});

test('gives every role of every group, and nothing to whoever is in none of them', () => {
	const configuration = read();
	expect(rolesOfGroups(configuration, ['/wall', 'others'])).toEqual(['manager', 'auditor']);
	expect(rolesOfGroups(configuration, ['CN=Audit\\2C team,OU=x', '100%'])).toEqual(['executive', 'auditor']);
	expect(rolesOfGroups(configuration, ['wall', '/WALL', 'manager'])).toEqual([]);
	expect(rolesOfGroups(configuration, [])).toEqual([]);
});

test('shows its secret to nobody who prints it', () => {
	const configuration = read();
	expect(inspect(configuration, { depth: 9 }) + JSON.stringify(configuration)).not.toContain(secret);
});

test('takes the secret from a file, without the end of its line', () => {
	const file = join(temporaryFolder(), 'secret');
	writeFileSync(file, `${secret}\n`);
	const configuration = read({ OIDC_CLIENT_SECRET: undefined, OIDC_CLIENT_SECRET_FILE: file });
	expect(configuration.clientSecret()).toBe(secret);
	writeFileSync(file, '\n');
	expect(() => read({ OIDC_CLIENT_SECRET: undefined, OIDC_CLIENT_SECRET_FILE: file })).toThrow(
		`OIDC_CLIENT_SECRET_FILE: ${file} is empty`
	);
});

test('lets http be enough on this machine alone', () => {
	for (const issuer of ['http://localhost:8080', 'http://127.0.0.1:8080/realms/x', 'http://[::1]:8080'])
		expect(read({ OIDC_ISSUER: issuer }).issuer.protocol).toBe('http:');
	for (const issuer of ['http://login.example.org', 'http://localhost.example.org', 'http://10.0.0.1'])
		expect(() => read({ OIDC_ISSUER: issuer })).toThrow('OIDC_ISSUER: must be https');
});

test.each<[string, Given]>([
	['OIDC_ISSUER: missing, and OIDC_CLIENT_ID is given', { OIDC_ISSUER: undefined }],
	['OIDC_ISSUER: must be a URL like', { OIDC_ISSUER: 'login.example.org' }],
	['OIDC_ISSUER: must be a URL like', { OIDC_ISSUER: 'ftp://login.example.org' }],
	['OIDC_ISSUER: must hold no user', { OIDC_ISSUER: `https://a:${secret}@login.example.org` }],
	['OIDC_ISSUER: must hold no ?', { OIDC_ISSUER: 'https://login.example.org/?x=1' }],
	[
		'OIDC_ISSUER: must be the issuer itself',
		{ OIDC_ISSUER: 'https://login.example.org/.well-known/openid-configuration' }
	],
	['OIDC_ISSUER: must name your own tenant', { OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }],
	['OIDC_CLIENT_ID: missing', { OIDC_CLIENT_ID: undefined }],
	['OIDC_CLIENT_SECRET: missing', { OIDC_CLIENT_SECRET: undefined }],
	['OIDC_CLIENT_SECRET_FILE: OIDC_CLIENT_SECRET is given as well', { OIDC_CLIENT_SECRET_FILE: '/x' }],
	[
		'OIDC_CLIENT_SECRET_FILE: /nowhere/x cannot be read (ENOENT)',
		{ OIDC_CLIENT_SECRET: undefined, OIDC_CLIENT_SECRET_FILE: '/nowhere/x' }
	],
	['OIDC_LABEL: must have at most 60', { OIDC_LABEL: 'x'.repeat(61) }],
	['OIDC_LABEL: must have at most 60', { OIDC_LABEL: 'a\u0007' }],
	['OIDC_ROLES: missing', { OIDC_ROLES: undefined }],
	['OIDC_ROLES: names no group', { OIDC_ROLES: ' , ' }],
	['OIDC_ROLES: must be group=role', { OIDC_ROLES: 'managers' }],
	['OIDC_ROLES: must be group=role', { OIDC_ROLES: '=manager' }],
	['OIDC_ROLES: boss is no role', { OIDC_ROLES: 'a=manager,b=boss' }],
	['OIDC_ROLES: display is no role', { OIDC_ROLES: 'a=display' }],
	['OIDC_ROLES: 100%: a % that is part of a name', { OIDC_ROLES: '100%=manager' }],
	['ORIGIN: missing', { ORIGIN: undefined }],
	['ORIGIN: must be a URL like', { ORIGIN: 'wall.example.org' }]
])('says %s', (message, changed) => {
	expect(() => read(changed)).toThrow(message);
	try {
		read(changed);
	} catch (error) {
		expect(String(error)).not.toContain(secret);
	}
});
