import { describe, expect, test } from 'vitest';
import type { Channel } from '#lib/domain/contact/channel.ts';
import { wilson } from '#lib/domain/statistics/proportion.ts';
import { byCustomer, contactsIn, type SimulatedContact } from '../../../tests/support/simulated-contacts.ts';
import { storyOptions, storyStart } from './demo-story.ts';
import type { DeskProfile } from './profile.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { drawScore, type Experience } from './satisfaction.ts';
import { createSimulator, simulate } from './simulator.ts';
import { aroundTheClockProfile } from './telecom-profile.ts';
import { telecomSurveys } from './telecom-surveys.ts';
import { telecomTopics } from './telecom-topics.ts';
import { topicNamed } from './topic-profile.ts';

const zone = 'Europe/Amsterdam';
const day = 86_400_000;
const now = Date.parse('2026-11-22T20:00:00+01:00');
const options = storyOptions(21, storyStart(now, zone), zone);
const contacts = contactsIn(createSimulator(options).until(now));

type Share = Readonly<{ value: number; low: number; high: number }>;

/** Share of the invited that answered, among those whose time to answer is over; with its 99.9 % interval. */
function answeredShare(all: readonly SimulatedContact[], channel: Channel): Share {
	const asked = all.filter(({ surveyChannel, invitedAt }) => {
		return surveyChannel === channel && invitedAt !== null && invitedAt < now - 7 * day;
	});
	return must(wilson(asked.filter(({ score }) => score !== null).length, asked.length, 0.999));
}

function scoresOf(all: readonly SimulatedContact[], channel: Channel): number[] {
	return all.flatMap(({ surveyChannel, score }) => (surveyChannel === channel && score !== null ? [score] : []));
}

function satisfiedShare(all: readonly SimulatedContact[], channel: Channel): Share {
	const scores = scoresOf(all, channel);
	return must(wilson(scores.filter((score) => score >= 8).length, scores.length, 0.999));
}

function meanOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function must<Value>(value: Value | null): Value {
	if (value === null) throw new Error('nobody was asked');
	return value;
}

describe('who is asked', () => {
	test('was handled, not everybody is, and nobody twice within two weeks', () => {
		const asked = contacts.filter(({ invitedAt }) => invitedAt !== null);
		expect(asked.every(({ endedAt, parts }) => endedAt !== null && parts.length > 0)).toBe(true);
		expect(asked.every(({ invitedAt, endedAt }) => (invitedAt ?? 0) > (endedAt ?? Infinity))).toBe(true);
		const handled = contacts.filter(({ endedAt }) => endedAt !== null).length;
		expect(asked.length / handled).toBeGreaterThan(0.4);
		expect(asked.length / handled).toBeLessThan(0.7);
		for (const own of byCustomer(asked).values()) {
			const ends = own.map(({ endedAt }) => endedAt ?? 0).sort((a, b) => a - b);
			ends.slice(1).forEach((at, index) => expect(at - (ends[index] ?? 0)).toBeGreaterThanOrEqual(14 * day));
		}
	});

	test('would be asked twice where nobody is left in peace', () => {
		const surveys = { ...telecomSurveys, quietDays: 0 };
		const profile: DeskProfile = { ...aroundTheClockProfile, surveys };
		const pestered = contactsIn(simulate(profile, { ...options, seed: 21 }).until(options.from + 7 * day));
		const asked = pestered.filter(({ invitedAt }) => invitedAt !== null);
		expect(new Set(asked.map(({ customer }) => customer)).size).toBeLessThan(0.98 * asked.length);
	});
});

describe('who answers', () => {
	test.each([
		['chat', 0.52],
		['phone', 0.06],
		['email', 0.18]
	] as const)('is on %s a share of %d', (channel, share) => {
		const { value, low, high } = answeredShare(contacts, channel);
		expect(low).toBeLessThan(share);
		expect(high).toBeGreaterThan(share);
		expect(Math.abs(value - share)).toBeLessThan(0.04);
		// The interval is narrow enough to tell the channels apart.
		expect(high - low).toBeLessThan(0.12);
	});

	test('does so minutes to days later, soonest in a chat, and never after a week', () => {
		const delaysOf = (channel: Channel): number[] =>
			contacts
				.filter(({ surveyChannel }) => surveyChannel === channel)
				.flatMap(({ answeredSurveyAt, invitedAt }) =>
					answeredSurveyAt === null ? [] : answeredSurveyAt - (invitedAt ?? 0)
				)
				.sort((a, b) => a - b);
		const [chat = 0, phone = 0, email = 0] = (['chat', 'phone', 'email'] as const).map((channel) => {
			const delays = delaysOf(channel);
			expect(delays[0]).toBeGreaterThanOrEqual(5_000);
			expect(delays.at(-1)).toBeLessThan(7 * day);
			return delays[Math.floor(delays.length / 2)];
		});
		expect(chat).toBeLessThan(4 * 60_000);
		expect(phone).toBeGreaterThan(10 * 60_000);
		expect(email).toBeGreaterThan(3 * 3_600_000);
	});
});

describe('what they answer', () => {
	test('is a whole grade from 1 to 10, 7.4 or so on average, with every grade but the lowest seen', () => {
		const scores = contacts.flatMap(({ score }) => score ?? []);
		expect(scores.length).toBeGreaterThan(4_000);
		expect(meanOf(scores)).toBeGreaterThan(7.25);
		expect(meanOf(scores)).toBeLessThan(7.6);
		const seen = new Set(scores);
		expect([...seen].every((score) => Number.isInteger(score) && score >= 1 && score <= 10)).toBe(true);
		expect(seen.size).toBeGreaterThanOrEqual(8);
	});

	test('is better on chat than on the phone, beyond what chance could do', () => {
		expect(satisfiedShare(contacts, 'chat').low).toBeGreaterThan(satisfiedShare(contacts, 'phone').high);
	});

	test('falls with the wait, on chat and on the phone', () => {
		for (const channel of ['chat', 'phone'] as const) {
			const graded = contacts.flatMap(({ surveyChannel, score, parts, cameAt, firstAnsweredAt }) => {
				if (surveyChannel !== channel || score === null || parts.length !== 1) return [];
				return [{ score, waitMs: (firstAnsweredAt ?? cameAt) - cameAt }];
			});
			const short = graded.filter(({ waitMs }) => waitMs < 20_000).map(({ score }) => score);
			const long = graded.filter(({ waitMs }) => waitMs > 150_000).map(({ score }) => score);
			expect(Math.min(short.length, long.length)).toBeGreaterThan(80);
			expect(meanOf(short) - meanOf(long), channel).toBeGreaterThan(0.3);
		}
	});

	test('is what the experience is worth: each thing that goes wrong costs points, and none where the profile has none', () => {
		const good: Experience = {
			channel: 'chat',
			topic: topicNamed(telecomTopics, 'Factuur begrijpen'),
			waitedMs: 0,
			outcome: 'resolved',
			wasHandedOn: false,
			comesAgain: false,
			gaveUpBefore: false
		};
		const indifferent = { ...telecomSurveys, outcomes: { resolved: 0, unresolved: 0, escalated: 0 } };
		const flat = { ...indifferent, handedOn: 0, comesAgain: 0, gaveUpBefore: 0 };
		const noWait = { seconds: 60, pointsPerDoubling: 0 };
		const { chat } = telecomSurveys.channels;
		if (chat === undefined) throw new Error('chat has no survey');
		const mean = (experience: Experience, profile = telecomSurveys, asked = chat): number => {
			const random = randomStream(3, 'scores');
			return meanOf(Array.from({ length: 20_000 }, () => drawScore(profile, asked, experience, random)));
		};
		for (const worse of [
			{ waitedMs: 300_000 },
			{ outcome: 'unresolved' },
			{ outcome: 'escalated' },
			{ wasHandedOn: true },
			{ comesAgain: true },
			{ gaveUpBefore: true },
			{ topic: topicNamed(telecomTopics, 'Grote creditering') }
		] as const) {
			const bad = { ...good, ...worse };
			expect(mean(good) - mean(bad), JSON.stringify(worse)).toBeGreaterThan(0.3);
			if ('topic' in worse) continue;
			expect(mean(bad, flat, { ...chat, wait: noWait })).toBe(mean(good, flat, { ...chat, wait: noWait }));
		}
	});
});
