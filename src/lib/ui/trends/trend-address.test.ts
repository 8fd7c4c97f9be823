import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channels } from '#lib/domain/contact/channel.ts';
import { findingsApiQuery, readTrendQuery, surveys, trendApiQuery, trendSearch } from './trend-address.ts';

const read = (search: string) => readTrendQuery(new URLSearchParams(search));

test('an address says what is shown, and nothing is chosen where it says nothing', () => {
	expect(read('year=2021&vs=2020,2018,2019&channel=all#satisfaction')).toEqual({
		...{ year: 2021, vs: [2018, 2019, 2020], channel: null, queue: null, topic: null, survey: null, by: 'channel' }
	});
	expect(read('')).toEqual({
		year: null,
		vs: null,
		channel: null,
		queue: null,
		topic: null,
		survey: null,
		by: 'channel'
	});
	expect(read('vs=').vs).toEqual([]);
});

test('what is not understood is left out', () => {
	expect(read('year=21&vs=x,2019,1,2019&channel=fax&survey=smile&by=moon&queue=')).toEqual({
		...{ year: null, vs: [2019], channel: null, queue: null, topic: null, survey: null, by: 'channel' }
	});
});

test('every view has one address, from which it is read again', () => {
	const query = fc.record({
		year: fc.option(fc.integer({ min: 1990, max: 2100 })),
		vs: fc.option(
			fc
				.uniqueArray(fc.integer({ min: 1990, max: 2100 }), { maxLength: 10 })
				.map((years) => years.sort((a, b) => a - b))
		),
		channel: fc.option(fc.constantFrom(...channels)),
		queue: fc.option(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => text.length <= 200)),
		topic: fc.option(fc.constantFrom('TV & internet', 'a=b', '#1', 'é,è')),
		survey: fc.option(fc.constantFrom(...surveys)),
		by: fc.constantFrom('channel', 'topic')
	});
	fc.assert(
		fc.property(query, (asked) => {
			const search = trendSearch(asked, new URLSearchParams('lang=en&to=x'));
			expect(readTrendQuery(new URLSearchParams(search))).toEqual(asked);
			expect(new URLSearchParams(search).get('lang')).toBe('en');
			expect(search).not.toContain('to=x');
		})
	);
});

test('the API is asked for what is shown, and the search for breaks for its scope only', () => {
	const asked = read('year=2021&vs=2019,2020&channel=chat&by=topic&theme=dark');
	expect(trendApiQuery(asked, 'nl')).toBe('?year=2021&vs=2019,2020&channel=chat&language=nl');
	expect(findingsApiQuery(asked, 'en')).toBe('?channel=chat&language=en');
});
