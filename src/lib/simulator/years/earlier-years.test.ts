import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { IntervalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import { intervalDataSchema } from '#lib/domain/contact/interval-event.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { intervalSeries, type SeriesQuestion } from '#lib/domain/trends/interval-series.ts';
import { IntervalLedger, type IntervalTotals } from '#lib/domain/trends/interval-totals.ts';
import { meanSecondsOf, scoreOf, shareOf } from '#lib/domain/trends/merge-totals.ts';
import { SupFNulls } from '#lib/domain/trends/sup-f.ts';
import { trendOf, yearlyRules } from '#lib/domain/trends/trend-break.ts';
import { contactsIn } from '../../../../tests/support/simulated-contacts.ts';
import { storyOptions } from '../demo-story.ts';
import { createSimulator } from '../simulator.ts';
import { earlierYears } from './earlier-years.ts';

const zone = 'Europe/Amsterdam';
const clock = new WallClock(zone);
// The Monday after a week 53, three days into a month.
const until = Date.parse('2027-01-04T00:00:00+01:00');
const events = [...earlierYears({ seed: 7, until, zone })];
const totals = totalsIn(events);

function totalsIn(of: readonly IntervalEvent[]): IntervalTotals[] {
	const ledger = new IntervalLedger();
	for (const [index, event] of of.entries()) {
		const data: Readonly<Record<string, unknown>> = event.data;
		ledger.take({ ...event, data, seq: index + 1, receivedAt: until } satisfies LogEvent);
	}
	return ledger.inForce();
}

/** The figures of each point by its label. */
function series(question: SeriesQuestion) {
	return new Map(intervalSeries(totals, question, clock).map(({ label, figures }) => [label, figures]));
}

function mustHave<Value>(map: ReadonlyMap<string, Value>, label: string): Value {
	const value = map.get(label);
	if (value === undefined) throw new Error(`no ${label}`);
	return value;
}

function scoresByYear(channel: 'phone' | 'chat' | null) {
	return [...series({ grain: 'year', channel })].map(([label, { score }]) => ({
		step: Number(label),
		value: scoreOf(score)?.mean ?? Number.NaN
	}));
}

describe('the totals of the earlier years', () => {
	test('are as many as a first start can bear, each by a name of its own, and as the log wants them', () => {
		expect(events.length).toBeGreaterThan(30_000);
		expect(events.length).toBeLessThan(45_000);
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
		for (const [index, { id, data }] of events.entries()) {
			expect(id).toMatch(/^[\dA-Za-z._:-]{1,128}$/);
			if (index % 50 === 0) expect(v.parse(intervalDataSchema, data)).toEqual(data);
		}
	});

	test('are the same for the same seed, others for another, and no others where they end later', () => {
		const earlier = Date.parse('2014-06-02T00:00:00+02:00');
		// The last month is told day by day as long as it is not over.
		const lines = (of: Iterable<IntervalEvent>): string[] => {
			const found: string[] = [];
			for (const one of of) {
				if (one.time >= earlier) break;
				if (one.data.to <= earlier && !isRest(one.data)) found.push(JSON.stringify(one));
			}
			return found;
		};
		const short = lines(earlierYears({ seed: 7, until: earlier, zone }));
		expect(short.length).toBeGreaterThan(800);
		expect(short).toEqual(lines(events));
		const other = lines(earlierYears({ seed: 8, until: earlier, zone }));
		expect(other.filter((line, index) => line === short[index])).toEqual([]);
	});

	test('of topics add up to those of their channel, whatever period they are cut into', () => {
		for (const [grain, label] of [
			['week', '2020-W53'],
			['month', '2019-10'],
			['year', '2026'],
			['month', '2027-01'],
			['week', '2026-W53']
		] as const) {
			const within = withinOf[label.slice(0, 4)];
			if (within === undefined) throw new Error(`no span of ${label}`);
			const whole = mustHave(series({ grain, channel: 'phone', within }), label);
			const topics = new Set(
				totals.flatMap(({ channel, topic }) => (channel === 'phone' && topic !== null ? [topic] : []))
			);
			let [offered, score] = [0, 0];
			for (const topic of topics) {
				const figures = mustHave(series({ grain, channel: 'phone', topic, within }), label);
				offered += figures.offered ?? Number.NaN;
				score += figures.score?.sum ?? Number.NaN;
			}
			expect([label, offered, score]).toEqual([label, whole.offered, whole.score?.sum]);
		}
	});

	test('have a 53rd week in 2015, 2020 and 2026 alone, and days of 23 and 25 hours', () => {
		const weeks = [...series({ grain: 'week', channel: 'phone' }).keys()];
		expect(weeks.filter((label) => label.endsWith('W53'))).toEqual(['2015-W53', '2020-W53', '2026-W53']);
		const hours = (date: string): number => {
			const day = events.find(({ data }) => data.bucket === date);
			return day === undefined ? 0 : (day.data.to - day.time) / 3_600_000;
		};
		expect(['2020-03-28', '2020-03-29', '2020-10-25'].map(hours)).toEqual([24, 23, 25]);
		const spring = events.find(({ data }) => data.bucket === '2020-W13');
		expect(((spring?.data.to ?? 0) - (spring?.time ?? 0)) / 3_600_000).toBe(167);
	});

	test('end where the first contact comes, which has to be a midnight', () => {
		expect(Math.max(...events.map(({ data }) => data.to))).toBe(until);
		expect(() => [...earlierYears({ seed: 1, until: until + 1, zone })]).toThrow('is no midnight in Europe/Amsterdam');
	});
});

describe('the story of the earlier years', () => {
	const phone = series({ grain: 'year', channel: 'phone' });
	const of = (year: number) => mustHave(phone, String(year));

	test('satisfaction rises to 2019, falls for the first time in 2020, and that is a break', () => {
		for (const channel of ['phone', null] as const) {
			const scores = scoresByYear(channel).slice(0, 13);
			const values = scores.map(({ value }) => value);
			for (let year = 1; year < 6; year++) expect(values[year]).toBeGreaterThan(values[year - 1] ?? 9);
			expect(values[6]).toBeLessThan((values[5] ?? 0) - 0.2);
			const { breaks } = trendOf(scores, yearlyRules(scores.length), new SupFNulls(1, 1_999));
			expect(breaks).toHaveLength(1);
			expect(breaks[0]).toMatchObject({ lastBefore: 2019, firstAfter: 2020 });
			expect(breaks[0]?.jump.high).toBeLessThan(0);
		}
	});

	test('in 2020 more came about Wi-Fi and faster lines, contacts took longer, and nobody could be reached', () => {
		for (const topic of ['Wifi thuis', 'Snellere lijn']) {
			const about = series({ grain: 'year', topic });
			expect(mustHave(about, '2020').offered).toBeGreaterThan(1.4 * (mustHave(about, '2019').offered ?? 0));
		}
		expect(meanSecondsOf(of(2020).handle)).toBeGreaterThan(1.1 * (meanSecondsOf(of(2019).handle) ?? 0));
		expect(meanSecondsOf(of(2020).answeredWait)).toBeGreaterThan(3 * (meanSecondsOf(of(2019).answeredWait) ?? 0));
		expect(shareOf(of(2020).withinTarget)).toBeLessThan(0.6);
		// When more people were there, it was as before.
		expect(shareOf(of(2022).withinTarget)).toBeGreaterThan(0.75);
	});

	test('goes over into the weeks in which every contact is known without a step', () => {
		const weekMs = 7 * 86_400_000;
		const desk = createSimulator(storyOptions(7, until, zone)).until(until + weekMs);
		const contacts = contactsIn(desk);
		for (const [channel, most] of [
			['phone', 1.15],
			['email', 1.2],
			// The pilot grows from here on, by more each week.
			['chat', 1.3]
		] as const) {
			const came = contacts.filter((contact) => contact.channel === channel);
			const waits = came.flatMap(({ cameAt, firstAnsweredAt }) =>
				firstAnsweredAt === null ? [] : [firstAnsweredAt - cameAt]
			);
			const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
			const within = { from: until - 6 * weekMs, to: until };
			const weeks = [...series({ grain: 'week', channel, within }).values()];
			const offered = weeks.reduce((sum, week) => sum + (week.offered ?? 0) / weeks.length, 0);
			const step = came.length / offered;
			expect([channel, step > 1 / most && step < most, step]).toEqual([channel, true, step]);
			// A desk begins without letters from before, so it answers the first ones sooner.
			if (channel === 'email') continue;
			const waitStep = mean / 1000 / (meanSecondsOf(weeks[0]?.answeredWait ?? null) ?? 0);
			expect([channel, waitStep > 0.5 && waitStep < 2, waitStep]).toEqual([channel, true, waitStep]);
		}
	});

	test('the chat begins as a small pilot before 2020, every other customer answers, and of callers six in a hundred', () => {
		const chat = series({ grain: 'year', channel: 'chat' });
		expect(chat.get('2017')).toBeUndefined();
		expect(mustHave(chat, '2019').offered).toBeLessThan(0.01 * (of(2019).offered ?? 0));
		const answering = ({
			surveysAnswered,
			surveysSent
		}: {
			surveysAnswered: number | null;
			surveysSent: number | null;
		}) => (surveysAnswered ?? 0) / (surveysSent ?? 1);
		for (const year of [2019, 2022, 2025]) {
			expect(answering(mustHave(chat, String(year)))).toBeCloseTo(0.51, 1);
			expect(answering(of(year))).toBeCloseTo(0.06, 2);
		}
	});

	test.each(['Grote creditering', 'Opzeggen'])(
		'%s goes worse by chat than by phone, and most else does not',
		(topic) => {
			const difference = (about: string): number => {
				const [chat, phone] = (['chat', 'phone'] as const).map(
					(channel) => scoreOf(mustHave(series({ grain: 'year', channel, topic: about }), '2025').score)?.mean ?? 0
				);
				return (chat ?? 0) - (phone ?? 0);
			};
			expect(difference(topic)).toBeLessThan(-0.7);
			expect(difference('Wifi thuis')).toBeGreaterThan(0);
		}
	);

	test('grades vary from week to week as much as so many answers do', () => {
		const weeks = [...series({ grain: 'week', channel: 'phone', within: spanOf2024 })].map(([, { score }]) =>
			scoreOf(score)
		);
		const means = weeks.map((week) => week?.mean ?? Number.NaN);
		const mean = means.reduce((sum, one) => sum + one / means.length, 0);
		const spread = Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (means.length - 1));
		const expected = weeks.reduce((sum, week) => sum + (week?.sd ?? 0) / Math.sqrt(week?.n ?? 1) / weeks.length, 0);
		expect(spread / expected).toBeGreaterThan(0.75);
		expect(spread / expected).toBeLessThan(1.5);
	});
});

const withinOf: Readonly<Record<string, SeriesQuestion['within']>> = Object.fromEntries(
	[2019, 2020, 2026, 2027].map((year) => [
		String(year),
		{ from: Date.parse(`${year}-01-01T00:00:00+01:00`), to: Date.parse(`${year + 1}-01-04T00:00:00+01:00`) }
	])
);
const spanOf2024 = { from: Date.parse('2024-01-01T00:00:00+01:00'), to: Date.parse('2024-12-30T00:00:00+01:00') };

/** Whether totals are of a day and topic: those of months that are not over. */
function isRest({ grain, topic }: { grain: string; topic?: string | undefined }): boolean {
	return grain === 'month' || (grain === 'day' && topic !== undefined);
}
