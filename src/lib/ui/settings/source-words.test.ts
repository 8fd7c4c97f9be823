import { expect, test } from 'vitest';
import { followProblemKinds, type SourceRow } from '#lib/protocol/source-list.ts';
import type { Language } from '../i18n/language.ts';
import { settingsTextOf } from '../i18n/settings-text.ts';
import { followLines, followProblem, limitWords, type SourceWording, standingOf } from './source-words.ts';

const now = Date.UTC(2026, 2, 4, 9, 0);
const wording = (language: Language): SourceWording => ({
	...{ now, zone: 'Europe/Amsterdam', text: settingsTextOf(language), language }
});
const row: SourceRow = {
	...{ source: 'pbx', label: 'Centrale', aliveAt: now - 8_000, silentSince: null, limitMs: 120_000, follows: null }
};
const follows: NonNullable<SourceRow['follows']> = {
	...{ file: '/var/log/queue_log', problem: null, lastEventAt: now - 60_000, lagMs: 900, lines: 1234, rejected: 1 }
};

test('a source is heard, silent, or was never heard', () => {
	expect(standingOf(row)).toBe('heard');
	expect(standingOf({ ...row, silentSince: row.aliveAt })).toBe('silent');
	expect(standingOf({ ...row, aliveAt: null })).toBe('unheard');
	expect(limitWords(row, wording('nl'))).toBe('geldt als stil na 2 min');
	expect(limitWords({ ...row, limitMs: null }, wording('en'))).toBe('never counts as silent');
	// Of one that never spoke no limit is known; null would say that there is none.
	expect(limitWords({ ...row, aliveAt: null, limitMs: null }, wording('nl'))).toBe('');
});

test('it is said how far a file is read, and what of it could not be', () => {
	expect(followLines(follows, wording('nl'))).toEqual([
		'gelezen tot 09:59; kwam 0 s later aan',
		'1.234 regels sinds de server startte',
		'1 regel was niet te lezen'
	]);
	expect(followLines({ ...follows, lagMs: null, rejected: 0, lines: 1 }, wording('en'))).toEqual([
		'read up to 09:59',
		'1 line since the server started'
	]);
	const unread = { ...follows, lastEventAt: null, lines: 0, rejected: 0 };
	expect(followLines(unread, wording('nl'))).toEqual(['er kwam nog niets uit']);
});

test('what keeps a file from being read is told in the language of the reader, by kind', () => {
	expect(followProblem(follows, wording('nl'))).toBe('');
	for (const kind of followProblemKinds) {
		const problem = { kind, text: 'said by the system', since: now };
		const [dutch, english] = [wording('nl'), wording('en')].map((one) => followProblem({ ...follows, problem }, one));
		expect(dutch).toMatch(/^Staat stil sinds wo 4 mrt 2026 10:00: /);
		expect(english).toMatch(/^Held up since /);
		// What nobody foresaw keeps the words of the system.
		expect(dutch?.includes('said by the system'), kind).toBe(kind === 'other' || kind === 'unreadable');
	}
});
