import { describe, expect, test } from 'vitest';
import type { AnnualPage, YearFigure } from '#lib/protocol/annual-page.ts';
import { annualPage } from '../../../../tests/browser/support/annual-pages.ts';
import { trendTextOf } from '../i18n/trends-text.ts';
import { type Kpi, kpisOf } from './kpis.ts';

const nl = { language: 'nl', text: trendTextOf('nl') } as const;
const en = { language: 'en', text: trendTextOf('en') } as const;
const page = annualPage();

function kpi(of: AnnualPage, key: Kpi['key'], wording: typeof nl | typeof en = en): Kpi {
	const found = kpisOf(of, wording).find((one) => one.key === key);
	if (found === undefined) throw new Error(`no ${key}`);
	return found;
}

/** The page with other figures of this year. */
function thisYear(name: 'contacts' | 'serviceLevel' | 'satisfaction', changed: Partial<YearFigure>): AnnualPage {
	return { ...page, [name]: page[name].map((one) => (one.year === 2021 ? { ...one, ...changed } : one)) };
}

describe('a year that totals and contacts tell', () => {
	const marks = { ...page.contacts[3]?.marks, told: 'both', sources: ['old'], contactsSince: '2021-10-20' };
	const changed = { marks } as Partial<YearFigure>; // whole, but told by both

	test.each(['contacts', 'level', 'score'] as const)('is compared where both count alike, and says so: %s', (key) => {
		const name = { contacts: 'contacts', level: 'serviceLevel', score: 'satisfaction' } as const;
		const { notes } = kpi(thisYear(name[key], changed), key);
		expect(notes.some((note) => note.endsWith('on 2020'))).toBe(true);
		expect(notes).toContain('imported totals until 19 Oct 2021');
		expect(kpi(page, key).notes).not.toContain('imported totals until 19 Oct 2021');
	});

	test('says once since when, and compares nothing, where they do not', () => {
		const mixed = { marks: { ...marks, definition: 'contacts + old' } } as Partial<YearFigure>; // told by both
		expect(kpi(thisYear('contacts', mixed), 'contacts').notes).toEqual(['imported totals until 19 Oct 2021']);
	});
});

describe('the share of a channel', () => {
	const shares = { months: page.channelShare.months, since: null };

	test('is named after the channel that is chosen, else chat', () => {
		expect(kpi(page, 'share', nl)).toMatchObject({
			label: 'Aandeel chat',
			notes: ['in november · gestart 18 jan 2021']
		});
		const ofPhone = { ...page, channelShare: { ...shares, channel: 'phone' as const } };
		expect(kpi(ofPhone, 'share', nl)).toMatchObject({ label: 'Aandeel telefoon', value: '21', notes: ['in november'] });
		expect(kpi(ofPhone, 'share')).toMatchObject({ label: 'Share of phone', unit: '%' });
	});

	test('is a dash where nothing is known, and zero where nobody came', () => {
		const none = { ...page, channelShare: { channel: 'email' as const, months: [], since: null } };
		expect(kpi(none, 'share')).toMatchObject({ value: '–', notes: ['not known yet'] });
		const zero = shares.months.map((month) => ({ ...month, value: 0 }));
		expect(kpi({ ...page, channelShare: { channel: 'email', months: zero, since: null } }, 'share').value).toBe('0');
		expect(kpi({ ...page, channelShare: { channel: 'chat', months: zero, since: null } }, 'share')).toMatchObject({
			...{ value: '–', notes: ['no chat yet'] }
		});
	});
});

test('the score with channels weighed by their contacts stands beside the one of all answers, with its interval', () => {
	const weighed = thisYear('satisfaction', { byVolume: { value: 7.104, low: 7.054, high: 7.154 } });
	expect(kpi(weighed, 'score', nl).notes).toContain('naar kanaalvolume 7,10 ±0,05');
	const bare = thisYear('satisfaction', { byVolume: { value: 7.1, low: null, high: null } });
	expect(kpi(bare, 'score').notes).toContain('by channel volume 7.10');
	const none = thisYear('satisfaction', { byVolume: null });
	expect(kpi(none, 'score').notes).toEqual(kpi(page, 'score').notes);
});
