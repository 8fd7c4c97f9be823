import { expect, test } from 'vitest';
import { metricRegistry } from '#lib/domain/metrics/metric-registry.ts';
import { definitionTextOf } from '../i18n/definition-text.ts';
import type { Language } from '../i18n/language.ts';
import { definitionView, type MeasuredBy } from './definition.ts';
import { scoreKinds } from './phone-figures.ts';

const noFigure = { value: null, norm: null, isOff: false };
const measured = {
	depthNorm: null,
	longestWaitNormSeconds: null,
	service: {
		averageWait: noFigure,
		answered: null,
		serviceLevel: noFigure,
		offered: null,
		isServiceLevelTooFew: false,
		targetSeconds: null,
		targetShare: null
	},
	score: null
} as unknown as MeasuredBy; // a page without a figure

function said(key: string, language: Language, term: 'definitionSource' | 'definitionUnit'): string | undefined {
	const view = definitionView(key, measured, language);
	return view?.rows.find((row) => row.term === definitionTextOf(language)[term])?.said;
}

test('a definition tells its source and its unit in the language of the page, for every figure', () => {
	expect(said('sl_v5', 'nl', 'definitionSource')).toBe('Genesys Cloud, korte afhakers weggelaten');
	expect(said('sl_v5', 'en', 'definitionSource')).toBe('Genesys Cloud, short abandons left out');
	for (const [key, metric] of Object.entries(metricRegistry)) {
		expect(said(key, 'nl', 'definitionSource')).toBe(metric.source.nl);
		expect(said(key, 'nl', 'definitionUnit'), key).toMatch(/\S/);
		expect(said(key, 'nl', 'definitionUnit'), key).not.toBe(said(key, 'en', 'definitionUnit'));
	}
});

test('there is no definition of what is no figure', () => {
	expect(definitionView('happiness', measured, 'nl')).toBeNull();
	expect(definitionView(null, measured, 'nl')).toBeNull();
});

test('every kind of score is defined by its own name', () => {
	for (const kind of scoreKinds) expect(definitionView(kind, measured, 'nl')?.key).toBe(kind);
});
