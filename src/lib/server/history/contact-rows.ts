import type { Channel } from '#lib/domain/contact/channel.ts';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { step } from '#lib/domain/contact/contact-lifecycle.ts';
import { ContactRecord } from '#lib/domain/contact/contact-record.ts';
import type { LifecycleListener } from '#lib/domain/contact/lifecycle-listener.ts';
import type { HandlingSegment, Leg, Wait } from '#lib/domain/contact/wait.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { ContactRows, SurveyRow, WaitRow } from './history-store.ts';

/** An event that counts, and its place among equal times. */
export type PlacedEvent = Readonly<{ event: LogEvent; place: number }>;

const nobody = (): void => {};
/** What happens to the contact is read from the record afterwards. */
const deaf: LifecycleListener = {
	legOpened: nobody,
	legClosed: nobody,
	legReopening: nobody,
	episodeOpened: nobody,
	episodeClosed: nobody,
	episodeReopening: nobody,
	firstReplied: nobody,
	segmentOpened: nobody,
	talkEnded: nobody,
	segmentEnded: nobody
};

const noRows = { topic: null, first: null, waits: [], surveys: [] };

/** The rows of a contact, derived from all of its events that count, in whatever order they are given. */
export function rowsOf(contact: string, events: Iterable<PlacedEvent>, settings: SiteSettings): ContactRows {
	const record = new ContactRecord(contact);
	for (const { event, place } of events) record.insert(event, place);
	if (record.events.some((event) => event.type === 'contact.excluded')) return { excluded: true, ...noRows };
	const answers = new Map<SurveyKind, SurveyRow>();
	for (const event of record.events) {
		if (event.type === 'survey.invited' || event.type === 'survey.answered') continue;
		if (event.type === 'contact.queued' || event.type === 'contact.classified' || event.type === 'contact.ended')
			record.topic = event.data.topic ?? record.topic;
		step(record, event, event.backfill === true, settings, deaf);
	}
	for (const event of record.events) askOrAnswer(answers, event);
	const { firstLeg } = record;
	return {
		excluded: false,
		topic: record.topic,
		first: firstLeg === null ? null : { entry: firstLeg.entry, channel: firstLeg.channel, queue: firstLeg.queue },
		waits: waitRowsOf(record, settings),
		surveys: surveyRowsOf(record, answers)
	};
}

/** What the parts of agents that came out of a wait add up to. */
type Handling = Pick<WaitRow, 'handled' | 'handledMs' | 'talksEnded' | 'transferred'>;
type HandlingSum = { -readonly [Name in keyof Handling]: Handling[Name] };
const noHandling: Handling = { handled: 0, handledMs: 0, talksEnded: 0, transferred: 0 };

function waitRowsOf(record: ContactRecord, settings: SiteSettings): WaitRow[] {
	const rows: WaitRow[] = [];
	const { firstLeg } = record;
	if (firstLeg === null) return rows;
	// Nearly all have one leg, and nothing to be shared out.
	if (firstLeg.next === null && isSame(firstLeg, firstLeg.episode)) {
		const handling = handlingOfAll(firstLeg, record.firstSegment);
		rows.push(legRow(firstLeg, true, true, record.isFirstInQueue(firstLeg, settings), handling));
		return rows;
	}
	const { legs } = record;
	const byLeg = handlingByLeg(legs, record);
	let firstEpisode = true;
	for (let index = 0; index < legs.length;) {
		const first = legs[index];
		if (first === undefined) break;
		const { episode } = first;
		const own: Leg[] = [];
		for (let leg = legs[index]; leg !== undefined && leg.episode === episode; leg = legs[++index]) own.push(leg);
		const isOne = own.length === 1 && isSame(first, episode);
		for (const leg of own) {
			const isFirst = record.isFirstInQueue(leg, settings);
			rows.push(legRow(leg, isOne, isOne && firstEpisode, isFirst, byLeg.get(leg) ?? noHandling));
		}
		if (!isOne) rows.push(episodeRow(own, episode, first.queue, firstEpisode, byLeg));
		firstEpisode = false;
	}
	return rows;
}

/*
 * Written out: rows are made by the million, and copying objects into them was a sixth of what was allocated.
 */

function legRow(
	leg: Leg,
	isEpisode: boolean,
	isFirstEpisode: boolean,
	isFirstInQueue: boolean,
	handling: Handling
): WaitRow {
	const { channel, entry, exit, outcome, waitUnknown, backfill, queue, firstReplyAt } = leg;
	const { handled, handledMs, talksEnded, transferred } = handling;
	return {
		isLeg: true,
		isEpisode,
		isFirstInQueue,
		isFirstEpisode,
		queue,
		channel,
		entry,
		exit,
		outcome,
		waitUnknown,
		backfill,
		firstReplyMs: firstReplyAt === null ? null : firstReplyAt - leg.episode.entry,
		handled,
		handledMs,
		talksEnded,
		transferred
	};
}

/** The row of an episode that is not the same as its only leg. */
function episodeRow(
	own: readonly Leg[],
	episode: Leg['episode'],
	queue: string,
	isFirstEpisode: boolean,
	byLeg: ReadonlyMap<Leg, Handling>
): WaitRow {
	const replied = own.find((leg) => leg.firstReplyAt !== null)?.firstReplyAt ?? null;
	const { handled, handledMs, talksEnded, transferred } = sumOf(own.map((leg) => byLeg.get(leg) ?? noHandling));
	const { channel, entry, exit, outcome, waitUnknown, backfill } = episode;
	return {
		isLeg: false,
		isEpisode: true,
		isFirstInQueue: false,
		isFirstEpisode,
		queue,
		channel,
		entry,
		exit,
		outcome,
		waitUnknown,
		backfill,
		firstReplyMs: replied === null ? null : replied - entry,
		handled,
		handledMs,
		talksEnded,
		transferred
	};
}

function isSame(leg: Wait, episode: Wait): boolean {
	return (
		leg.channel === episode.channel &&
		leg.entry === episode.entry &&
		leg.exit === episode.exit &&
		leg.outcome === episode.outcome &&
		leg.waitUnknown === episode.waitUnknown &&
		leg.backfill === episode.backfill
	);
}

/** The parts that came out of the only leg there is. */
function handlingOfAll(leg: Leg, firstSegment: HandlingSegment | null): Handling {
	if (firstSegment === null) return noHandling;
	const sum = { ...noHandling };
	for (let segment: HandlingSegment | null = firstSegment; segment !== null; segment = segment.next)
		if (leg.entry <= segment.start) addSegment(sum, segment);
	return sum;
}

/** A part belongs to the leg it answered; that of a second agent to the leg that was entered last in its queue, else at all. */
function handlingByLeg(legs: readonly Leg[], record: ContactRecord): ReadonlyMap<Leg, Handling> {
	const byLeg = new Map<Leg, HandlingSum>();
	for (let segment = record.firstSegment; segment !== null; segment = segment.next) {
		const leg = legOf(segment, legs);
		if (leg === null) continue;
		const sum = byLeg.get(leg) ?? { ...noHandling };
		addSegment(sum, segment);
		byLeg.set(leg, sum);
	}
	return byLeg;
}

function addSegment(sum: HandlingSum, { start, end, talkEnd, transferred }: HandlingSegment): void {
	if (talkEnd === null) return;
	sum.talksEnded++;
	if (transferred) sum.transferred++;
	if (end === null) return;
	sum.handled++;
	sum.handledMs += end - start;
}

function legOf(segment: HandlingSegment, legs: readonly Leg[]): Leg | null {
	let found: Leg | null = null;
	let rank = -1;
	for (const leg of legs) {
		if (leg.entry > segment.start) break;
		const isOfQueue = leg.queue === segment.queue;
		const own = isOfQueue && leg.outcome === 'answered' && leg.exit === segment.start ? 2 : isOfQueue ? 1 : 0;
		if (own < rank) continue;
		found = leg;
		rank = own;
	}
	return found;
}

function sumOf(parts: readonly Handling[]): Handling {
	const sum = { ...noHandling };
	for (const part of parts) {
		sum.handled += part.handled;
		sum.handledMs += part.handledMs;
		sum.talksEnded += part.talksEnded;
		sum.transferred += part.transferred;
	}
	return sum;
}

/** One survey of a kind for each contact: the first invitation counts, and of several answers the last. */
function askOrAnswer(known: Map<SurveyKind, SurveyRow>, event: LogEvent): void {
	if (event.type !== 'survey.invited' && event.type !== 'survey.answered') return;
	const { kind } = event.data;
	const before = known.get(kind);
	const channel = event.data.channel ?? before?.channel ?? null;
	const invitedAt = before?.invitedAt ?? (event.type === 'survey.invited' ? event.time : null);
	const { answeredAt = null, score = null, scaleMin = null, scaleMax = null } = before ?? {};
	const answer =
		event.type === 'survey.invited'
			? { answeredAt, score, scaleMin, scaleMax }
			: {
					answeredAt: event.time,
					score: event.data.score,
					scaleMin: event.data.scale.min,
					scaleMax: event.data.scale.max
				};
	known.set(kind, { kind, channel, queue: null, invitedAt, ...answer });
}

function surveyRowsOf(record: ContactRecord, answers: ReadonlyMap<SurveyKind, SurveyRow>): SurveyRow[] {
	if (answers.size === 0) return [];
	const last = record.segments.at(-1);
	const channel: Channel | null = last?.channel ?? record.firstLeg?.channel ?? null;
	return [...answers.values()].map((survey) => ({
		...survey,
		channel: survey.channel ?? channel,
		queue: last?.queue ?? null
	}));
}
