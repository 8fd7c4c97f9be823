import { describe, expect, test } from 'vitest';
import type { AnnualPage, ChatWeek, Finding, Why, YearFigure } from '#lib/protocol/annual-page.ts';
import { annualPage, foundInYears } from '../../../../tests/browser/support/annual-pages.ts';
import { trendTextOf } from '../i18n/trends-text.ts';
import { chatsTitle, mixTitle, reachTitle, satisfactionTitle, topicsTitle, weeksTitle, whyTitle } from './titles.ts';

const nl = { language: 'nl', text: trendTextOf('nl') } as const;
const en = { language: 'en', text: trendTextOf('en') } as const;
const page = annualPage();
const finding = foundInYears().findings[0] ?? null;

/** The page with other figures of this year. */
function thisYear<Name extends 'contacts' | 'serviceLevel' | 'satisfaction'>(
	name: Name,
	changed: Partial<YearFigure>
): AnnualPage {
	return { ...page, [name]: page[name].map((one) => (one.year === 2021 ? { ...one, ...changed } : one)) };
}
const otherMarks = { ...page.contacts[3]?.marks, definition: 'other' } as YearFigure['marks']; // whole but for its definition
const found = (changed: Partial<Finding>): Finding | null => foundInYears(changed).findings[0] ?? null;

describe('the title of satisfaction', () => {
	test('names a break that was found, and how much was made up for', () => {
		expect(satisfactionTitle(page, finding, nl)).toBe(
			'Tevredenheid brak rond september 2020 en is ongeveer half hersteld'
		);
		expect(satisfactionTitle(page, finding, en)).toBe(
			'Satisfaction broke around September 2020 and has recovered by about half'
		);
	});
	test.each([
		[0.1, ''],
		[0.3, ' en is deels hersteld'],
		[0.7, ' en is grotendeels hersteld'],
		[1, ' en is weer hersteld']
	])('says of a recovery by %s "%s"', (share, words) => {
		const lines = (finding?.lines ?? []).map((line, index) =>
			index === 1 ? { ...line, end: line.start + 0.82 * share } : line
		);
		expect(satisfactionTitle(page, found({ lines }), nl)).toBe(`Tevredenheid brak rond september 2020${words}`);
	});
	test('never calls a difference that can be shown none: it has one more digit', () => {
		const before = page.satisfaction.find(({ year }) => year === 2020);
		const value = (before?.value ?? 0) + 0.04;
		const near = { value, low: value - 0.005, high: value + 0.005 };
		const close = thisYear('satisfaction', near);
		const sure = close.satisfaction.map((one) => ({
			...one,
			low: (one.value ?? 0) - 0.005,
			high: (one.value ?? 0) + 0.005
		}));
		expect(satisfactionTitle({ ...close, satisfaction: sure }, null, en)).toBe('Satisfaction 0.04 higher than in 2020');
	});
	test('says nothing of a recovery that may as well be none', () => {
		const lines = (finding?.lines ?? []).map((line) => ({ ...line, slope: { value: 0.3, low: -0.1, high: 0.7 } }));
		expect(satisfactionTitle(page, found({ lines }), en)).toBe('Satisfaction broke around September 2020');
	});
	test('names a rise, and only the clearest of several', () => {
		const rise = (finding?.breaks ?? []).map((one) => ({ ...one, jump: { value: 0.5, low: 0.3, high: 0.7 } }));
		expect(satisfactionTitle(page, found({ breaks: rise }), en)).toBe('Satisfaction jumped around September 2020');
		expect(satisfactionTitle(page, found({ breaks: [...rise, ...(finding?.breaks ?? [])] }), en)).toBe(
			'Satisfaction changed level around September 2020: \u22120.8'
		);
	});
	test.each([
		['chance makes one as clear', { p: 0.2 }],
		['its jump may be zero', { breaks: [{ ...finding?.breaks[0], jump: { value: -0.2, low: -0.5, high: 0.1 } }] }],
		['it was not tested', { notTested: 'gaps' }]
	] as unknown as [string, Partial<Finding>][])('names no break where %s', (_, changed) => {
		expect(satisfactionTitle(page, found(changed), nl)).toBe('Tevredenheid 0,4 lager dan in 2020');
	});
	test('is of the year before where no break is known, neutral where the interval holds zero', () => {
		expect(satisfactionTitle(page, null, en)).toBe('Satisfaction 0.4 lower than in 2020');
		expect(satisfactionTitle(thisYear('satisfaction', { value: 7.9, low: 7.86, high: 7.94 }), null, nl)).toBe(
			'Tevredenheid 0,3 hoger dan in 2020'
		);
		// One hundredth further apart it would be shown: 0.0566 is where the two intervals end together.
		const near = thisYear('satisfaction', { value: 7.65, low: 7.61, high: 7.69 });
		expect(satisfactionTitle(near, null, nl)).toBe('Geen aantoonbaar verschil in tevredenheid met 2020');
		expect(satisfactionTitle(thisYear('satisfaction', { value: 7.66, low: 7.62, high: 7.7 }), null, nl)).toBe(
			'Tevredenheid 0,1 hoger dan in 2020'
		);
	});
	test('says when there are too few answers, another way of measuring, or nothing', () => {
		expect(satisfactionTitle(thisYear('satisfaction', { n: 29 }), null, nl)).toBe(
			'Tevredenheid in 2021: te weinig reacties voor een uitspraak'
		);
		expect(satisfactionTitle(thisYear('satisfaction', { marks: otherMarks }), null, en)).toBe(
			'Satisfaction was measured differently in 2020: not compared'
		);
		expect(satisfactionTitle({ ...page, satisfaction: [] }, null, en)).toBe('Satisfaction by month');
		expect(satisfactionTitle({ ...page, against: [] }, null, en)).toBe('Satisfaction by month');
	});
	test('shares are told in points of percent', () => {
		const share = { ...thisYear('satisfaction', { value: 0.7, low: 0.69, high: 0.71 }), scoreKind: 'csat' as const };
		const before = share.satisfaction.map((one) =>
			one.year === 2020 ? { ...one, value: 0.75, low: 0.74, high: 0.76 } : one
		);
		expect(satisfactionTitle({ ...share, satisfaction: before }, null, nl)).toBe('Tevredenheid 5 pp lager dan in 2020');
	});
});

describe('the title of what makes up a change', () => {
	const why = (figure: Why['figure']): Why | null => page.why.find((one) => one.figure === figure) ?? null;
	const wait = (to: number): Why | null => {
		const one = why('asa');
		return one === null ? null : { ...one, after: { ...one.after, value: to } };
	};
	test('asks for parts and never for a cause', () => {
		expect(whyTitle(page, why('score'), nl)).toBe('Waaruit bestaat de daling van 0,4?');
		expect(whyTitle(page, why('score'), en)).toBe('What makes up the fall of 0.4?');
		expect(whyTitle(page, wait(88), nl)).toBe('Wachten duurde 0:24 langer: waaruit bestaat dat?');
		expect(whyTitle(page, wait(50), en)).toBe('Waits were 0:14 shorter: what makes that up?');
		for (const words of [nl, en])
			expect(JSON.stringify(Object.values(words.text))).not.toMatch(/\b(?:because|doordat|caused by|veroorzaakt)\b/i);
	});
	test('is neutral where no difference is shown', () => {
		const same = thisYear('satisfaction', { value: 7.62, low: 7.58, high: 7.66 });
		expect(whyTitle(same, why('score'), nl)).toBe('Waaruit bestaat het verschil met 2020?');
		expect(whyTitle(thisYear('satisfaction', { n: 12 }), why('score'), en)).toBe(
			'What makes up the difference from 2020?'
		);
		expect(whyTitle(page, wait(64.4), nl)).toBe('Gemiddelde wachttijd gelijk aan 2020');
		expect(whyTitle(thisYear('satisfaction', { marks: otherMarks }), why('score'), nl)).toBe(
			'Waaruit bestaat het verschil met 2020?'
		);
		expect(whyTitle(page, null, nl)).toBe('Waaruit bestaat het verschil?');
	});
});

describe('the title of the weeks', () => {
	test('compares with the year before, and with all where all say the same', () => {
		expect(weeksTitle(page, nl)).toBe('1% minder contacten dan in 2020');
		expect(weeksTitle(thisYear('contacts', { value: 410_000 }), en)).toBe(
			'4.8% more contacts than in 2020'.replace('4.8', '5')
		);
		const alike = { ...thisYear('contacts', { value: 410_000 }), against: [2019, 2020] };
		expect(weeksTitle(alike, nl)).toBe('Drukker dan elk vergeleken jaar: +5% t.o.v. 2020');
		expect(weeksTitle({ ...thisYear('contacts', { value: 300_000 }), against: [2019, 2020] }, en)).toBe(
			'Quieter than each compared year: \u221223% on 2020'
		);
	});
	test('is neutral where chance may make the difference, and silent where years cannot be compared', () => {
		expect(weeksTitle(thisYear('contacts', { value: 391_500 }), nl)).toBe(
			'Geen aantoonbaar verschil in aantal contacten met 2020'
		);
		expect(weeksTitle(thisYear('contacts', { marks: otherMarks }), nl)).toBe('Contacten per week');
		expect(weeksTitle({ ...page, against: [] }, en)).toBe('Contacts per week');
	});
});

test('the mix names who is larger now and who shrank most, else the largest, else neither', () => {
	expect(mixTitle(page, nl)).toMatch(/^Chat groeide naar \d+%, e-mail kromp$/);
	expect(mixTitle({ ...page, mix: page.mix.slice(0, 4) }, en)).toMatch(/^Phone: \d+% of contacts$/);
	expect(mixTitle({ ...page, mix: [] }, nl)).toBe('Kanalen per kwartaal');
	expect(mixTitle({ ...page, mix: page.mix.map((one) => ({ ...one, contacts: { phone: 20 } })) }, nl)).toBe(
		'Kanalen per kwartaal'
	);
});

test('growth of chat is of the last whole week, and neutral where chance may make it', () => {
	const last = (value: number | null, low: number, high: number, p: number | null): readonly ChatWeek[] =>
		page.chatWeeks.map((week) =>
			week.week === '2021-W46' ? { ...week, growth: { value, low, high, n: null }, p } : week
		);
	expect(chatsTitle(last(0.12, 0.05, 0.2, 0.001), nl)).toBe('12% meer chats in week 46 dan de week ervoor');
	expect(chatsTitle(last(-0.12, -0.2, -0.05, 0.001), en)).toBe('12% fewer chats in week 46 than the week before');
	expect(chatsTitle(last(0.4, -0.2, 1.4, 0.77), nl)).toBe('Week 46: geen aantoonbare verandering in het aantal chats');
	expect(chatsTitle(last(null, 0, 0, null), nl)).toBe('Chats per week');
	expect(chatsTitle([], en)).toBe('Chats per week');
});

test('the service level is below or above its target only where its interval is', () => {
	expect(reachTitle(page, nl)).toBe('Serviceniveau 74%: onder de norm van 80%');
	expect(reachTitle(thisYear('serviceLevel', { value: 0.86, low: 0.85, high: 0.87 }), en)).toBe(
		'Service level 86%: above the target of 80%'
	);
	expect(reachTitle(thisYear('serviceLevel', { value: 0.79, low: 0.77, high: 0.81 }), nl)).toBe(
		'Serviceniveau 79%: geen aantoonbaar verschil met de norm van 80%'
	);
	expect(reachTitle(thisYear('serviceLevel', { n: 49 }), en)).toBe(
		'Could we be reached? Too few contacts to say (n = 49)'
	);
	expect(reachTitle({ ...page, serviceLevelTarget: null }, nl)).toBe('Waren we bereikbaar?');
});

test('a topic is named only where its chats are clearly sent on more than the others', () => {
	expect(topicsTitle(page, nl)).toMatch(/^Van de chats over Storing gaat \d+% door naar een andere wachtrij$/);
	const even = page.topics.map((one) => ({ ...one, transferRate: 0.1 }));
	expect(topicsTitle({ ...page, topics: even }, en)).toBe('Which questions go well by chat, which end on the phone?');
	expect(topicsTitle({ ...page, topics: [] }, nl)).toBe(
		'Welke vragen gaan goed per chat, welke eindigen aan de telefoon?'
	);
});
