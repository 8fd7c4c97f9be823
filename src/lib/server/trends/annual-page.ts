import { type Channel, isFastChannel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import { withResponseChanges } from '#lib/domain/trends/response-change.ts';
import type { AnnualPage, MixQuarter, PageAnnotation, Why } from '#lib/protocol/annual-page.ts';
import type { Annotations } from '../annotations/annotations.ts';
import { type AnnualSpans, annualSpans } from './annual-spans.ts';
import { chatWeeks, chatWeekSpans } from './chat-weeks.ts';
import { withParts, type YearFigures } from './figure-parts.ts';
import { firstChat } from './first-chat.ts';
import { type PointSpan, pointSpans } from './point-spans.ts';
import { reachChannels, targetsOf } from './reach-targets.ts';
import { sampledShare } from './sampled.ts';
import type { Split } from './splits.ts';
import { TrendDefinitions } from './trend-definitions.ts';
import { type TrendPoint, trendPoints } from './trend-points.ts';
import type { YearQuery } from './trend-query.ts';
import type { TrendWorld } from './trend-world.ts';
import { whyOf } from './why.ts';
import {
	figuresOfYear,
	isReachKnown,
	reachMonth,
	satisfactionMonth,
	scoreByVolume,
	slowAnswers,
	topicOnChannel,
	volumeOf
} from './year-figures.ts';
import { choicesOf, usedDefinitions } from './page-choices.ts';

type Ask = (spans: readonly PointSpan[], split?: readonly Split[]) => Promise<readonly (readonly TrendPoint[])[]>;

/**
 * All figures of an annual page.
 * @throws InvalidQuery when there is no such year, queue or topic
 */
export async function annualPage(
	world: TrendWorld,
	query: YearQuery,
	annotations: Pick<Annotations, 'annotationsBetween'>
): Promise<Omit<AnnualPage, 'asOf' | 'seq'>> {
	const { scope, survey } = query;
	const { settings, clock, calendar } = world;
	const days = annualSpans(world, query);
	const { year, against, known, through, whole } = days;
	const definitions = new TrendDefinitions(settings, world.totals);
	const ask: Ask = (spans, split = []) => trendPoints(world, { scope, spans, split, survey }, definitions);
	// Whether somebody can be reached is asked of the channels on which people wait: an e-mail of a day old says nothing of it.
	const waiting = scope.queue === 'all' && scope.channel === null ? { ...scope, queue: 'fast' } : scope;
	const askWaiting: Ask = async (spans, split = []) =>
		waiting === scope
			? await ask(spans, split)
			: await trendPoints(world, { scope: waiting, spans, split, survey }, definitions);
	const reachOf = async (all: readonly TrendPoint[], spans: readonly PointSpan[]): Promise<readonly TrendPoint[]> => {
		if (waiting === scope) return all;
		const found = (await askWaiting(spans)).flat();
		// Totals that name no channel are of none in particular; they are all there is then.
		return all.map((point, at) => (found[at] !== undefined && isReachKnown(found[at]) ? found[at] : point));
	};
	const yearPoints = (await ask(days.years)).flat();
	const reachYears = await reachOf(yearPoints, days.years);
	const years: YearFigures[] = [];
	for (const [at, point] of yearPoints.entries()) {
		const reach = reachYears[at] ?? point;
		const scopes = { scope, waiting: reach === point ? scope : waiting, survey };
		years.push(await withParts(world, figuresOfYear(point, reach, survey), point.span, scopes, definitions));
	}
	const byChannel = await ask(days.years, ['channel']);
	const monthSpans = pointSpans('month', whole, clock);
	const months = (await ask(monthSpans)).flat();
	const mix = (await ask(pointSpans('quarter', whole, clock), ['channel'])).flatMap(mixOf);
	const askVolume: Ask = (spans, split = []) =>
		trendPoints(world, { scope, spans, split, survey, ofVolume: true }, definitions);
	const weeks = await weeksOf(days, askVolume);
	const own = days.years.at(-1);
	const thisYear = own === undefined ? whole : { from: own.from, to: own.to };
	const page = {
		zone: settings.zone,
		...{ year, against, known, scope, through },
		choices: choicesOf(world),
		...targetsOf(world, reachChannels(world, scope, mix), thisYear, reachYears.at(-1)?.reach ?? null),
		slowAnswers: waiting === scope ? [] : slowAnswers(world, byChannel, days.years),
		scoreKind: survey,
		scale: { min: settings.surveys.scales[survey].min, max: settings.surveys.scales[survey].max },
		contacts: years.map(({ contacts }) => contacts),
		serviceLevel: years.map(({ serviceLevel }) => serviceLevel),
		satisfaction: years.map(({ satisfaction }, at) =>
			scope.channel === null ? { ...satisfaction, byVolume: scoreByVolume(byChannel[at] ?? [], survey) } : satisfaction
		),
		channelShare: await channelShareOf(world, query, pointSpans('month', thisYear, clock), definitions),
		satisfactionMonths: withResponseChanges(months.map((point) => satisfactionMonth(point, survey))),
		weeks,
		chatWeeks: await chatWeeksOf(world, query, days, definitions),
		mix,
		reach: (await reachOf(months, monthSpans)).map(reachMonth),
		why: await whys(days, survey, byChannel.slice(-2), waiting !== scope, ask, askWaiting),
		topics: (await ask(days.years.slice(-1), ['topic', 'channel']))
			.flat()
			.flatMap((point) => topicOnChannel(point, survey) ?? []),
		annotations: annotations
			.annotationsBetween(calendar.dateOf(whole.from), calendar.dateOf(whole.to - 1))
			.map((one) => pageAnnotation(one, query.language))
	};
	return { ...page, definitions: usedDefinitions(definitions.notes, page) };
}

/** An annotation in one language. */
export function pageAnnotation(
	{ id, kind, firstDay, lastDay, text }: ReturnType<Annotations['annotationsBetween']>[number],
	language: 'nl' | 'en'
): PageAnnotation {
	return { id, kind, from: firstDay, to: lastDay === firstDay ? null : lastDay, text: text[language] };
}

async function weeksOf({ weeks }: AnnualSpans, ask: Ask): Promise<AnnualPage['weeks']> {
	// Days are read once for all years; weeks of different years do not overlap.
	const points = (await ask(weeks.flatMap(({ spans }) => spans))).flat();
	let at = 0;
	return weeks.map(({ year, spans }) => ({
		year,
		weeks: points.slice(at, (at += spans.length)).map((point) => ({
			week: Number(point.span.bucket.slice(-2)),
			contacts: volumeOf(point),
			marks: point.volumeOffered
		}))
	}));
}

async function chatWeeksOf(
	world: TrendWorld,
	{ scope, survey }: YearQuery,
	{ weeks }: AnnualSpans,
	definitions: TrendDefinitions
): Promise<AnnualPage['chatWeeks']> {
	if (scope.channel !== null && scope.channel !== 'chat') return [];
	const spans = weeks.at(-1)?.spans ?? [];
	const { before, partOfBefore } = chatWeekSpans(world, spans);
	const question = { scope: { ...scope, channel: 'chat' as const }, split: [], survey, ofVolume: true };
	const ask = async (asked: readonly PointSpan[]): Promise<readonly TrendPoint[]> =>
		(await trendPoints(world, { ...question, spans: asked }, definitions)).flat();
	const all = await ask(before === null ? spans : [before, ...spans]);
	const part = partOfBefore === null ? [] : await ask([partOfBefore]);
	return before === null ? [] : chatWeeks(all.slice(1), all[0] ?? null, part[0] ?? null);
}

async function whys(
	{ years, year, against }: AnnualSpans,
	survey: SurveyKind,
	byChannel: readonly (readonly TrendPoint[])[],
	isOfWaiting: boolean,
	ask: Ask,
	askWaiting: Ask
): Promise<Why[]> {
	const last = against.at(-1);
	if (last === undefined) return [];
	const found: Why[] = [];
	for (const by of ['channel', 'topic'] as const) {
		for (const figure of ['asa', 'score'] as const) {
			const isWaiting = figure === 'asa' && isOfWaiting;
			const [before = [], after = []] =
				by === 'topic'
					? await (isWaiting ? askWaiting : ask)(years.slice(-2), [by])
					: byChannel.map((parts) => (isWaiting ? parts.filter(({ part }) => isWaitedFor(part.channel)) : parts));
			const why = whyOf(figure, by, survey, { year: last, parts: before }, { year, parts: after });
			if (why !== null) found.push(why);
		}
	}
	return found;
}

function isWaitedFor(channel: Channel | null): boolean {
	return channel !== null && isFastChannel(channel);
}

function mixOf(parts: readonly TrendPoint[]): MixQuarter[] {
	const contacts: Partial<Record<Channel, number>> = {};
	let most: TrendPoint | undefined;
	for (const point of parts) {
		const count = volumeOf(point);
		if (count === null || point.part.channel === null) continue;
		contacts[point.part.channel] = count;
		if (most === undefined || count > (volumeOf(most) ?? 0)) most = point;
	}
	// A quarter of which no channel is known has nothing to be drawn.
	return most === undefined ? [] : [{ quarter: most.span.bucket, contacts, marks: most.volumeOffered }];
}

/** The share of the channel that is asked for, or of chat, in the contacts of all channels. */
async function channelShareOf(
	world: TrendWorld,
	{ scope, survey }: YearQuery,
	spans: readonly PointSpan[],
	definitions: TrendDefinitions
): Promise<AnnualPage['channelShare']> {
	const channel = scope.channel ?? 'chat';
	// Of itself a channel is all there is.
	const question = { scope: { ...scope, channel: null }, spans, split: ['channel'], survey, ofVolume: true } as const;
	const months = (await trendPoints(world, question, definitions)).map((parts, at) => {
		const counts = parts.map((point) => ({ channel: point.part.channel, count: volumeOf(point) }));
		const met = counts.find((one) => one.channel === channel)?.count ?? 0;
		const of = counts.reduce((sum, { count }) => sum + (count ?? 0), 0);
		const isKnown = counts.some(({ count }) => count !== null);
		return { month: spans[at]?.bucket ?? '', ...sampledShare(isKnown ? { met, of } : null) };
	});
	return { channel, months, since: channel === 'chat' ? firstChat(world) : null };
}
