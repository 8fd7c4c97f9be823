import { describe, expect, test } from 'vitest';
import { auditActions } from '#lib/domain/access/audit-action.ts';
import { settingsTextOf } from '../i18n/settings-text.ts';
import { actionWords, actorWords, auditFilters, detailLines, subjectWords } from './audit-details.ts';

const at = Date.UTC(2026, 10, 22, 8, 32);
const roleWords = (role: string): string => `«${role}»`;
const told = (details: Readonly<Record<string, unknown>>, language: 'nl' | 'en' = 'nl') =>
	detailLines(details, { text: settingsTextOf(language), language, zone: 'Europe/Amsterdam', roleWords });

test('every action has words of its own in both languages', () => {
	for (const language of ['nl', 'en'] as const) {
		const words = auditActions.map((action) => actionWords(action, settingsTextOf(language)));
		for (const one of words) expect(one).not.toMatch(/[a-z]\.[a-z]/);
		expect(new Set(words).size).toBe(auditActions.length);
	}
	expect(actionWords('moon.landed', settingsTextOf('nl'))).toBe('moon.landed');
});

test('every filter finds something, and every action is found by one', () => {
	const prefixes = Object.values(auditFilters);
	for (const prefix of prefixes)
		expect(
			auditActions.some((action) => action.startsWith(prefix)),
			prefix
		).toBe(true);
	const lost = auditActions.filter((action) => !prefixes.some((prefix) => action.startsWith(prefix)));
	// An invitation that is withdrawn and keys that are sealed anew are found under everything alone.
	expect(lost).toEqual(['invitation.revoked', 'secrets.resealed']);
});

describe('what an entry says besides', () => {
	test('a value that became another is told by its name on the pages, from what to what', () => {
		const changes = [
			{ path: 'norms.centre.queueDepth', old: 15, new: 20 },
			{ path: 'roster', old: '24h', new: '6h' },
			{ path: 'later.than.us', old: null, new: { b: 1 } },
			{ path: 'holidays', old: [{ date: '2026-12-25' }], new: null }
		];
		expect(told({ revision: 3, changes, more: 2, by: 'file' })).toEqual([
			'Normen van het hele centrum: Wachtenden: van 15 naar 20',
			'Medewerker zonder teken telt niet meer mee na: van 24 u naar 6 u',
			'later.than.us: nu {"b":1}',
			'Feestdagen: niet meer ingesteld',
			'en nog 2 andere waarden',
			'uit het instellingenbestand'
		]);
	});

	test.each([
		[
			{ source: 'pbx', scopes: ['intake', 'read'], expiresAt: at },
			'bron pbx|mag sturen, cijfers lezen|geldig tot zo 22 nov 2026'
		],
		[{ changed: ['name', 'settings'] }, 'de naam|wat het toont'],
		[{ reason: 'person' }, ''],
		[{ reason: 'token-reuse' }, 'dezelfde toegang werd op twee plekken gebruikt'],
		[{ reason: 'sign-on-unchecked' }, 'de organisatie bevestigde het niet op tijd'],
		[{ reason: 'something_else' }, 'something_else'],
		[{ hasToWait: false }, ''],
		[{ hasToWait: true }, 'te veel pogingen: moet even wachten'],
		[{ session: 's1', method: 'password' }, 'met een wachtwoord'],
		[{ invitation: 'i1', roles: ['manager'] }, 'kan: «manager»'],
		[{ roles: [], by: 'sign-on' }, 'heeft hier geen rol meer|zoals de organisatie het doorgaf'],
		[{ roles: ['admin', 'auditor'], queues: null }, 'kan: «admin»; «auditor»|alle wachtrijen'],
		[{ roles: ['admin'], first: true }, 'kan: «admin»|de eerste beheerder'],
		[
			{ from: at, until: at + 3_600_000, queues: ['Sales'] },
			'te zien van zo 22 nov 2026 09:32 tot zo 22 nov 2026 10:32|wachtrijen: Sales'
		],
		[
			{ from: '2026-11-01', to: '2026-11-08', queue: null, comments: 1 },
			'van zo 1 nov 2026 tot zo 8 nov 2026|1 opmerking'
		],
		[
			{ kind: 'customer', events: 3, contacts: 1, comments: 0, rejected: 2 },
			'van een klant|3 gebeurtenissen|1 contact|0 opmerkingen|2 geweigerde gegevens'
		],
		[{ reason: 'no-role', sessions: 2 }, 'zonder rol bij de organisatie|op 2 plekken'],
		[{ action: 'person.log' }, 'alleen Inloggen'],
		[{ action: null }, ''],
		[
			{
				webhookSecrets: { resealed: 2, current: 1, unreadable: 1 },
				comments: { resealed: 5, current: 0, unreadable: 0 }
			},
			'webhookgeheimen: 2; niet te openen: 1|opmerkingen: 5'
		]
	] as const)('%j', (details, expected) => {
		expect(told(details).join('|')).toBe(expected);
		// No word of the one language is left in the other.
		if (expected !== '' && !expected.includes('_')) expect(told(details, 'en').join('|')).not.toBe(expected);
	});

	test('what a later server says more is told as it says it', () => {
		expect(told({ colour: 'red', by: 'moon', nothing: null })).toEqual(['colour: red', 'by: moon']);
	});
});

describe('who, and what to', () => {
	const nl = settingsTextOf('nl');
	const person = { actorKind: 'person', actorName: null, actorRoles: ['manager'] } as const;

	test('a name where there is one, and what somebody may do for whoever is not to know names', () => {
		expect(actorWords({ ...person, actorName: 'Noor' }, nl, false)).toBe('Noor');
		expect(actorWords(person, nl, false)).toBe('een teamleider');
		expect(actorWords(person, settingsTextOf('en'), false)).toBe('a manager');
		// Several roles name nobody the better.
		expect(actorWords({ ...person, actorRoles: ['manager', 'admin'] }, nl, false)).toBe('iemand die inlogt');
		expect(actorWords({ ...person, actorRoles: ['pilot'] }, nl, false)).toBe('iemand die inlogt');
		expect(actorWords({ ...person, actorRoles: null }, nl, false)).toBe('iemand die er niet meer is');
		expect(actorWords(person, nl, true)).toBe('iemand die er niet meer is');
		expect(actorWords({ ...person, actorKind: 'server', actorRoles: null }, nl, false)).toBe('de server');
	});

	test('a thing by its name, by its id where it has none, and by both where two may share a name', () => {
		const entry = { action: 'message.shown', actorId: 'per_1', subject: 'msg_1', subjectName: 'Storing' };
		expect(subjectWords(entry)).toEqual({ name: 'Storing', id: '' });
		expect(subjectWords({ ...entry, subjectName: null })).toEqual({ name: '', id: 'msg_1' });
		expect(subjectWords({ ...entry, action: 'key.revoked', subjectName: 'pbx' })).toEqual({ name: 'pbx', id: 'msg_1' });
		expect(subjectWords({ ...entry, subject: 'per_1' })).toEqual({ name: '', id: '' });
		expect(subjectWords({ ...entry, subject: null })).toEqual({ name: '', id: '' });
	});
});
