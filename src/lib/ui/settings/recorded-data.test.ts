import { expect, test } from 'vitest';
import type { Retention } from '#lib/protocol/retention.ts';
import { privacyEn } from '../i18n/privacy-en.ts';
import { privacyNl } from '../i18n/privacy-nl.ts';
import { recordedGroups, whoMay } from './recorded-data.ts';

const dayMs = 86_400_000;
const kind = (name: Retention['kinds'][number]['kind'], keptMs: number | null) => ({
	...{ kind: name, keptMs, rows: 1, oldestAt: null, isOverdue: false }
});
const retention: Retention = {
	...{ now: 0, lastRun: null },
	kinds: [kind('comments', 7 * dayMs), kind('audit', 1_000 * dayMs), kind('log', null)]
};

test('says who sees what as the table of capabilities has it', () => {
	expect(whoMay(['comments.read'], privacyEn)).toBe('team managers');
	expect(whoMay(['figures.see', 'board.see'], privacyEn)).toBe(
		'displays, executives, team managers, administrators, auditors'
	);
	const rows = recordedGroups(retention, privacyEn, 'en').flatMap((group) => group.rows);
	expect(rows.find(({ key }) => key === 'rejected')?.who).toBe('administrators');
	expect(rows.every(({ who, what, why }) => who !== '' && what !== '' && why !== '')).toBe(true);
});

test('says for how long as the server has it, and a dash for what it did not say', () => {
	const keptIn = (language: 'nl' | 'en', known: Retention | null) =>
		Object.fromEntries(
			recordedGroups(known, language === 'nl' ? privacyNl : privacyEn, language)
				.flatMap((group) => group.rows)
				.map(({ key, howLong }) => [key, howLong])
		);
	expect(keptIn('en', retention)).toMatchObject({ comments: '7 days', audit: '1,000 days', rejected: '–' });
	expect(keptIn('nl', retention)).toMatchObject({ comments: '7 dagen', audit: '1.000 dagen' });
	expect(recordedGroups(retention, privacyEn, 'en')[1]?.rows[0]?.howLong).toBe('without an end date');
	expect(keptIn('en', null)).toMatchObject({ comments: '–', audit: '–' });
});
