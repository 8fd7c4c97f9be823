import { expect, test } from 'vitest';
import type { AnnualPage, YearFigure } from '#lib/protocol/annual-page.ts';
import type { DefinitionNote, PointMarks } from '#lib/protocol/trend-series.ts';
import { trendsEn } from '../i18n/trends-en.ts';
import { trendsNl } from '../i18n/trends-nl.ts';
import {
	noTargetNote,
	partNotes,
	responseNote,
	slowNotes,
	sourceNote,
	sourceNotes,
	sourcesNote
} from './counted-otherwise.ts';

const nl = { language: 'nl', text: trendsNl } as const;
const en = { language: 'en', text: trendsEn } as const;

function marks(definition: string, told: PointMarks['told'] = 'totals'): PointMarks {
	return { told, sources: [], definition, isPartial: false, isRunning: false, covered: 1 };
}

function note(key: string, serviceLevel: string, targetSeconds: number): DefinitionNote {
	const targets = [{ channel: 'phone', targetSeconds, shortSeconds: null }] as const;
	return { key, source: 'old', serviceLevel, targetSeconds, shortSeconds: null, targets, counts: null, notes: null };
}

const definitions = [note('a', 'V2', 30), note('b', 'V5', 20)];
const year: YearFigure = {
	...{ year: 2025, value: null, low: null, high: null, n: null, marks: marks('a + b') },
	parts: [
		{ from: '2025-01-01', to: '2025-02-28', value: 0.61, low: null, high: null, n: 900, marks: marks('a') },
		{ from: '2025-03-01', to: '2025-12-31', value: 0.72, low: null, high: null, n: 900, marks: marks('b') }
	]
};

test('each part of a year is told with its days and its way, and nothing joins them', () => {
	const show = ({ value }: { value: number | null }) => `${Math.round((value ?? 0) * 100)}%`;
	expect(partNotes(year, { definitions }, show, nl)).toEqual([
		't/m 28 feb 2025: 61% (V2, 30 s)',
		'vanaf 1 mrt 2025: 72% (V5, 20 s)'
	]);
	expect(partNotes(year, { definitions: [] }, show, en)[1]).toBe('since 1 Mar 2025: 72%');
	expect(partNotes({ ...year, parts: [] }, { definitions }, show, nl)).toEqual([]);
});

test('a change of who tells is named by its day; two ways of one source are none', () => {
	expect(sourceNote(year.marks, en)).toBeNull();
	expect(sourceNote({ ...marks('c', 'both'), contactsSince: '2025-03-01' }, en)).toBe(
		'imported totals until 28 Feb 2025'
	);
	expect(sourceNote({ ...marks('c', 'both'), contactsSince: '2026-10-20' }, nl)).toBe(
		'ingelezen totalen t/m 19 okt 2026'
	);
});

test('compared years that totals and contacts tell are told apart, by the day or by the year', () => {
	const of = (no: number, told: PointMarks): YearFigure => ({ ...year, year: no, value: 1, marks: told });
	const both = of(2026, { ...marks('c', 'both'), contactsSince: '2026-10-20' });
	expect(sourcesNote([both, of(2025, marks('c'))], en)).toBe('imported totals until 19 Oct 2026');
	expect(sourcesNote([of(2027, marks('c', 'contacts')), both], en)).toBe('imported totals until 19 Oct 2026');
	expect(sourcesNote([of(2027, marks('c', 'contacts')), of(2025, marks('c'))], nl)).toBe('2025: ingelezen totalen');
	expect(sourcesNote([of(2025, marks('c')), of(2024, marks('c'))], nl)).toBeNull();
	expect(sourcesNote([of(2028, marks('c', 'contacts')), of(2027, marks('c', 'contacts'))], nl)).toBeNull();
	const noBefore = { ...of(2025, marks('c')), value: null };
	expect(sourcesNote([of(2027, marks('c', 'contacts')), noBefore], nl)).toBeNull();
});

test('weeks and quarters of both are named once below their chart', () => {
	const both = { marks: { ...marks('c', 'both'), contactsSince: '2026-10-20' } };
	expect(sourceNotes([{ marks: marks('c') }, both, both], [], nl)).toEqual(['Ingelezen totalen t/m 19 okt 2026.']);
	expect(sourceNotes([{ marks: marks('c') }], [], nl)).toEqual([]);
	// Totals until a Sunday: no week is of both, and the year is.
	const weeks = [{ marks: marks('c') }, { marks: marks('c', 'contacts') }];
	expect(sourceNotes(weeks, [{ ...year, value: 1, ...both }], nl)).toEqual(['Ingelezen totalen t/m 19 okt 2026.']);
	const before = { ...year, value: 1, marks: marks('c') };
	const after = { ...year, year: 2026, value: 1, marks: marks('c', 'contacts') };
	expect(sourceNotes(weeks, [before, after], en)).toEqual(['2025: imported totals.']);
});

test('who answers changed too, where the share moved by more than five points', () => {
	const of = (responseRate: number | null): YearFigure => ({ ...year, responseRate });
	expect(responseNote(of(0.18), of(0.1), en)).toBe('who answers changed too: 10% → 18% responded');
	expect(responseNote(of(0.14), of(0.1), en)).toBeNull();
	expect(responseNote(of(null), of(0.1), en)).toBeNull();
	expect(responseNote(of(0.18), null, en)).toBeNull();
});

test('why there is no target, and how long e-mail took, stand in words', () => {
	const channelTargets = [
		{ channel: 'phone', share: 0.8, seconds: 20 },
		{ channel: 'chat', share: 0.9, seconds: 60 }
	] as const;
	// Only these are looked at.
	const page = (noTarget: AnnualPage['noTarget']) => ({ noTarget, channelTargets }) as unknown as AnnualPage;
	expect(noTargetNote(page('different targets'), en)).toBe('No common target: phone 80% / 20 s, chat 90% / 60 s.');
	for (const reason of ['target changed', 'counted against another target', 'channel not known'] as const)
		expect(noTargetNote(page(reason), nl)).toMatch(/\.$/);
	expect(noTargetNote(page(null), nl)).toBeNull();
	const one = { answered: 10, serviceLevel: { value: 0.79, low: null, high: null, n: 10 }, marks: marks('a') };
	const slow = {
		...{ year: 2025, against: [2024] },
		slowAnswers: [
			{
				...{ channel: 'email', target: { share: 0.9, seconds: 86_400 } },
				years: [
					{ ...one, year: 2024, answerSeconds: 36_000 },
					{ ...one, year: 2025, answerSeconds: 43_200 }
				]
			}
		]
	} as unknown as AnnualPage; // likewise
	expect(slowNotes(slow, en)).toEqual([
		'E-mail (not included): answered after 12 hours on average, 10 hours in 2024, 79% within 24 hours.'
	]);
});
