import { logNormal, randomStream, type RandomStream, standardNormal } from '#lib/domain/statistics/random.ts';
import { telecomComebacks, telecomTopics } from '../telecom-topics.ts';
import { telecomSurveys } from '../telecom-surveys.ts';
import { topicNamed, topicOn } from '../topic-profile.ts';
import { type ChannelYears, channelYears, type YearChannel, yearChannels } from './channel-years.ts';
import { arrivalCount, durationSum, shareCount } from './draws.ts';
import { levelOn } from './knots.ts';
import { emptyCell, levelOf, type YearCell } from './year-cell.ts';
import { goodwillOn, lengthOn, peopleOn, seasonOn, type StoryDay, topicOnDay } from './year-story.ts';

/** A day of the local calendar, with the Monday of its week. */
export type YearDay = StoryDay & Readonly<{ weekdayIndex: number; weekName: string }>;

/** What came about a topic by a channel on a day. */
export type TopicDay = Readonly<{ channel: YearChannel; topic: string; cell: YearCell }>;

/** Standard deviations of the logarithm of the random level of: a week, a day, a topic on a day; and of the load of both. */
const levelSpread = { week: 0.035, day: 0.04, topicDay: 0.06, load: 0.025 };
/** How long one contact takes varies by this share of the mean. */
const handleVariation = 0.65;
/** Standard deviation of a grade around what the contact is worth. */
const gradeSpread = 1.4;
/** Nobody holds on for longer than so many seconds, on average. */
const mostPatience = 420;
/** Hardly anybody is answered later than this, s: beyond it calls are not let in. */
const longestWait = { phone: 900, chat: 600, email: 6 * 86_400 };

/** How a topic differs from the others of its channel. */
type TopicOfChannel = Readonly<{ topic: string; share: number; handleFactor: number; points: number }>;

const topicsOf = Object.fromEntries(yearChannels.map((channel) => [channel, topicsOn(channel)])) as Readonly<
	Record<YearChannel, readonly TopicOfChannel[]> // of every channel
>;

/**
 * Draws one day of the earlier years. Each day has streams of its own, so that it is the same whatever is drawn beside it.
 * @returns the topics of the channels that there were
 */
export function drawDay(seed: number, day: YearDay): TopicDay[] {
	const ofWeek = randomStream(seed, `years/week/${day.weekName}`);
	const random = randomStream(seed, `years/day/${day.date}`);
	const found: TopicDay[] = [];
	for (const channel of yearChannels) {
		const years = channelYears[channel];
		const level = logNormal(ofWeek, 1, levelSpread.week) * logNormal(random, 1, levelSpread.day);
		const loadNoise = logNormal(ofWeek, 1, levelSpread.load) * logNormal(random, 1, levelSpread.load);
		if (years.since !== null && day.date < years.since) continue;
		const course = courseOf(channel, years, day, loadNoise);
		const perDay = (levelOn(years.contactsPerWeek, day.day) / 7) * (years.weekdays[day.weekdayIndex] ?? 0);
		for (const one of topicsOf[channel]) {
			const expected = perDay * level * seasonOn(day) * one.share * topicOnDay(one.topic, day);
			const offered = arrivalCount(random, expected * logNormal(random, 1, levelSpread.topicDay));
			found.push({ channel, topic: one.topic, cell: drawCell(random, offered, course, one) });
		}
	}
	return found;
}

/** How a channel went on a day: what its contacts have in common. */
type Course = Readonly<{
	years: ChannelYears;
	waitMs: number;
	abandonedWaitMs: number;
	abandonedShare: number;
	shortShare: number;
	/** Of the answered. */
	inTargetShare: number;
	handleMs: number;
	/** Grade of a contact about a topic that is like the others. */
	points: number;
}>;

function courseOf(channel: YearChannel, years: ChannelYears, day: YearDay, loadNoise: number): Course {
	const { wait, abandoned, inTarget, survey } = years;
	// What people were not planned for: other topics than usual, and longer contacts.
	const topics = topicsOf[channel];
	const work = topics.reduce((sum, one) => sum + one.share * one.handleFactor * topicOnDay(one.topic, day), 0);
	const length = lengthOn(day);
	const over = (levelOn(years.load, day.day) * work * length * loadNoise) / peopleOn(channel, day) - 1;
	const waitSeconds = Math.min(longestWait[channel], wait.seconds * Math.exp(wait.growth * over));
	const abandonedShare = Math.min(0.55, abandoned.share * Math.exp(abandoned.growth * over));
	const shortShare = abandoned.shortShare * Math.min(1.3, Math.exp(-1.3 * over));
	const definition = levelOf(channel, day.date);
	const isLonger = definition.targetSeconds === 30;
	const level = 1 / (1 + Math.exp(-(inTarget.logit + (isLonger ? 0.25 : 0) - inTarget.loss * over)));
	const below = definition.serviceLevel === 'V5' ? 1 - abandonedShare * shortShare : 1;
	const doublings = Math.log2((survey.seconds + waitSeconds) / (survey.seconds + wait.seconds));
	const gaveUp = (abandonedShare - abandoned.share) * telecomComebacks.afterGivingUp.share;
	return {
		years,
		waitMs: waitSeconds * 1000,
		abandonedWaitMs: Math.min(mostPatience, years.abandonedWaitSeconds + 0.3 * (waitSeconds - wait.seconds)) * 1000,
		abandonedShare,
		shortShare,
		inTargetShare: Math.min(0.995, (level * below) / (1 - abandonedShare)),
		handleMs: levelOn(years.handleSeconds, day.day) * length * 1000,
		points: survey.score + goodwillOn(day) - survey.pointsPerDoubling * doublings + telecomSurveys.gaveUpBefore * gaveUp
	};
}

function drawCell(random: RandomStream, offered: number, course: Course, topic: TopicOfChannel): YearCell {
	const { survey, wait } = course.years;
	const abandoned = shareCount(random, offered, course.abandonedShare);
	const answered = offered - abandoned;
	const sent = shareCount(random, answered, survey.sentShare);
	const cell: YearCell = {
		...emptyCell(),
		offered,
		answered,
		abandoned,
		shortAbandoned: shareCount(random, abandoned, course.shortShare),
		inTarget: shareCount(random, answered, course.inTargetShare),
		answeredWaitMs: durationSum(random, answered, course.waitMs, wait.variation),
		abandonedWaitMs: durationSum(random, abandoned, course.abandonedWaitMs, 0.9),
		handleMs: durationSum(random, answered, course.handleMs * topic.handleFactor, handleVariation),
		sent
	};
	for (let answers = shareCount(random, sent, survey.answeredShare); answers > 0; answers--) {
		const grade = Math.round(course.points + topic.points + gradeSpread * standardNormal(random));
		const index = Math.min(10, Math.max(1, grade)) - 1;
		cell.grades[index] = (cell.grades[index] ?? 0) + 1;
	}
	return cell;
}

/** The topics of a channel with what sets them apart: over all of its contacts that is nothing. */
function topicsOn(channel: YearChannel): readonly TopicOfChannel[] {
	const entries = Object.entries(channelYears[channel].topics);
	const all = entries.reduce((sum, [, part]) => sum + part, 0);
	const plain = entries.map(([topic, part]) => {
		const course = topicOn(topicNamed(telecomTopics, topic), channel);
		const { unresolvedShare: unresolved, escalatedShare: escalated, scoreShift, talkFactor } = course;
		const { outcomes } = telecomSurveys;
		const resolved = 1 - unresolved - escalated;
		const came = outcomes.resolved * resolved + outcomes.unresolved * unresolved + outcomes.escalated * escalated;
		return { topic, share: part / all, handleFactor: talkFactor, points: scoreShift + came };
	});
	const mean = (value: (one: TopicOfChannel) => number): number =>
		plain.reduce((sum, one) => sum + one.share * value(one), 0);
	const [handle, points] = [mean(({ handleFactor }) => handleFactor), mean((one) => one.points)];
	return plain.map((one) => ({ ...one, handleFactor: one.handleFactor / handle, points: one.points - points }));
}
