import { expect, test } from 'vitest';
import { deskNl } from '../i18n/desk-nl.ts';
import { settingsNl } from '../i18n/settings-nl.ts';
import { pageName } from './page-name.ts';

test('a page is called what the navigation calls it, and no other path has a name', () => {
	const name = (path: string): string | null => pageName(path, deskNl, settingsNl);
	expect(name('/displays')).toBe('Schermen');
	expect(name('/settings')).toBe('Instellingen');
	expect(name('/settings/people')).toBe(settingsNl.people);
	expect(name('/settings/nowhere')).toBe('Instellingen');
	expect(name('/queues/Facturen')).toBe('Wachtrijen');
	for (const path of ['/', '/board/x', '/nowhere', '/toString']) expect(name(path)).toBeNull();
});
