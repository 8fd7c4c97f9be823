import { expect, test } from 'vitest';
import { capabilitiesOf } from '#lib/domain/access/capability.ts';
import type { Role } from '#lib/domain/access/role.ts';
import { deskTextOf } from '../i18n/desk-text.ts';
import { keptQuery } from './kept-query.ts';
import { navEntries, navLinks } from './nav-entries.ts';

const seen = (...roles: Role[]): readonly string[] => {
	const held = capabilitiesOf(roles);
	return navEntries((capability) => held.has(capability), deskTextOf('nl')).map(({ label }) => label);
};

test('everybody sees the way to what their role may see, and to nothing else', () => {
	expect(seen('manager')).toEqual(['Nu', 'Wachtrijen', 'Trends', 'Opmerkingen', 'Schermen', 'Instellingen']);
	expect(seen('executive')).toEqual(['Nu', 'Wachtrijen', 'Trends']);
	expect(seen('auditor')).toEqual(['Nu', 'Wachtrijen', 'Trends', 'Instellingen']);
	expect(seen('display')).toEqual([]);
	expect(seen()).toEqual([]);
});

test('an entry leads on in the same language and look, and knows where the reader is', () => {
	const links = navLinks(() => true, deskTextOf('en'), '?lang=en&theme=dark', 'displays');
	expect(links.map(({ href }) => href)).toContain('/settings?lang=en&theme=dark');
	expect(links.filter(({ isCurrent }) => isCurrent).map(({ label }) => label)).toEqual(['Displays']);
	expect(navLinks(() => true, deskTextOf('en'), '', null).some(({ isCurrent }) => isCurrent)).toBe(false);
});

test('language and look are kept from page to page, and nothing else is', () => {
	const query = (search: string): string => keptQuery(new URL(`http://localhost/x${search}`));
	expect(query('?theme=dark&lang=en&to=/now')).toBe('?lang=en&theme=dark');
	expect(query('?theme=a%26b')).toBe('?theme=a%26b');
	expect(query('')).toBe('');
	expect(keptQuery(new URL('http://localhost/?theme=light'), { lang: 'en' })).toBe('?lang=en&theme=light');
});
