import { expect, test } from 'vitest';
import type { ListedDisplay } from '#lib/protocol/display-settings.ts';
import { displaysTextOf } from '../i18n/displays-text.ts';
import { displayState } from './display-state.ts';

const now = Date.UTC(2026, 2, 2, 10, 0);
const reading = {
	now,
	serverBuild: 'b1',
	zone: 'Europe/Amsterdam',
	text: displaysTextOf('nl'),
	language: 'nl'
} as const;
const report = {
	...{ seq: 9, dataAgeMs: 900, build: 'b1', heapBytes: 41_400_000, visible: true, width: 1920, height: 1080 },
	...({ board: 'now', revision: 1 } as const)
};

function display(changed: Partial<ListedDisplay> = {}): ListedDisplay {
	return {
		id: 'd1',
		name: 'Hal 1',
		settings: {
			...({ team: 'Zuid', board: 'both', secondsPerBoard: 20, language: 'nl', theme: 'dark' } as const),
			...{ diagonalInches: 55, readingMetres: 5 }
		},
		createdAt: now - 86_400_000,
		revokedAt: null,
		revokedFor: null,
		lastSeenAt: now - 12_000,
		isConnected: true,
		isDark: false,
		report,
		address: '10.0.0.9',
		userAgent: null,
		...changed
	};
}

const shown = (changed: Partial<ListedDisplay>) => displayState(display(changed), reading);
const off = (changed: Partial<ListedDisplay>) =>
	shown(changed)
		.facts.filter(({ isOff }) => isOff)
		.map(({ term, said }) => `${term}: ${said}`);

test('a screen that is well is told in facts, and none of them stands out', () => {
	const state = shown({});
	expect([state.level, state.words]).toEqual(['live', 'Verbonden']);
	expect(state.facts.map(({ term, said }) => `${term}: ${said}`)).toEqual([
		'Laatst gezien: 12 s geleden',
		'Leeftijd gegevens: 0 s',
		'Versie: zelfde als de server',
		'Geheugen: 41 MB',
		'In beeld: Nu',
		'Beeld: 1920 × 1080',
		'Adres: 10.0.0.9'
	]);
	expect(off({})).toEqual([]);
});

test('a dark screen says since when, with the day where that was not today', () => {
	const dark = { isDark: true, isConnected: false };
	expect(shown({ ...dark, lastSeenAt: now - 600_000 }).words).toBe('Donker sinds 10:50');
	expect(shown({ ...dark, lastSeenAt: now - 2 * 86_400_000 }).words).toBe('Donker sinds za 28 feb 2026 11:00');
	expect(shown({ ...dark, lastSeenAt: null, report: null })).toMatchObject({
		level: 'alarm',
		words: 'Donker sinds zo 1 mrt 2026 11:00',
		facts: [{ said: 'nog nooit', isOff: true }, { term: 'Adres' }]
	});
});

test('what is off stands out: old data, another build, much memory', () => {
	expect(off({ report: { ...report, dataAgeMs: 61_000 } })).toEqual(['Leeftijd gegevens: 61 s']);
	expect(off({ report: { ...report, dataAgeMs: null } })).toEqual(['Leeftijd gegevens: onbekend']);
	expect(off({ report: { ...report, build: 'b0' } })).toEqual(['Versie: b0, anders dan de server']);
	expect(off({ report: { ...report, heapBytes: 151_000_000 } })).toEqual(['Geheugen: 151 MB']);
	expect(off({ report: { ...report, heapBytes: null } })).toEqual([]);
});

test('a screen that is there but shows nothing is not well', () => {
	expect(shown({ isConnected: false })).toMatchObject({ level: 'attention', words: 'Niet verbonden' });
	expect(shown({ report: { ...report, visible: false } })).toMatchObject({
		level: 'attention',
		words: 'Pagina niet in beeld'
	});
});

test('a screen that is no more says when, and why where that matters', () => {
	const revoked = { revokedAt: now, revokedFor: 'person', isConnected: false } as const;
	expect(shown(revoked)).toMatchObject({ level: 'revoked', words: 'ingetrokken ma 2 mrt 2026 11:00', facts: [] });
	expect(shown({ ...revoked, revokedFor: 'token-reuse' }).words).toContain('elders gebruikt');
});
