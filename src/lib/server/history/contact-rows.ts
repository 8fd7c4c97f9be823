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
const noHandling: Handling = { handled: 0, handledMs: 0, talksEnded: 0, transferred: 0 };

function waitRowsOf(record: ContactRecord, settings: SiteSettings): WaitRow[] {
	const { legs } = record;
	const handlingOf = handlingByLeg(legs, record);
	const rows: WaitRow[] = [];
	let firstEpisode = true;
	for (let index = 0; index < legs.length;) {
		const first = legs[index];
		if (first === undefined) break;
		const { episode } = first;
		const own: Leg[] = [];
		for (let leg = legs[index]; leg !== undefined && leg.episode === episode; leg = legs[++index]) own.push(leg);
		const isOne = own.length === 1 && isSame(first, episode);
		for (const leg of own) {
			rows.push({
				...waitOf(leg),
				isLeg: true,
				isEpisode: isOne,
				isFirstInQueue: record.isFirstInQueue(leg, settings),
				isFirstEpisode: isOne && firstEpisode,
				queue: leg.queue,
				firstReplyMs: leg.firstReplyAt === null ? null : leg.firstReplyAt - episode.entry,
				...(handlingOf.get(leg) ?? noHandling)
			});
		}
		if (!isOne) {
			const replied = own.find((leg) => leg.firstReplyAt !== null)?.firstReplyAt ?? null;
			rows.push({
				...waitOf(episode),
				isLeg: false,
				isEpisode: true,
				isFirstInQueue: false,
				isFirstEpisode: firstEpisode,
				queue: first.queue,
				firstReplyMs: replied === null ? null : replied - episode.entry,
				...sumOf(own.map((leg) => handlingOf.get(leg) ?? noHandling))
			});
		}
		firstEpisode = false;
	}
	return rows;
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

function waitOf({ channel, entry, exit, outcome, waitUnknown, backfill }: Wait) {
	return { channel, entry, exit, outcome, waitUnknown, backfill };
}

/** A part belongs to the leg it answered; that of a second agent to the leg that was entered last in its queue, else at all. */
function handlingByLeg(legs: readonly Leg[], record: ContactRecord): ReadonlyMap<Leg, Handling> {
	const byLeg = new Map<Leg, Handling>();
	for (let segment = record.firstSegment; segment !== null; segment = segment.next) {
		const leg = legOf(segment, legs);
		if (leg === null || segment.talkEnd === null) continue;
		const own: Handling = {
			handled: segment.end === null ? 0 : 1,
			handledMs: segment.end === null ? 0 : segment.end - segment.start,
			talksEnded: 1,
			transferred: segment.transferred ? 1 : 0
		};
		byLeg.set(leg, sumOf([byLeg.get(leg) ?? noHandling, own]));
	}
	return byLeg;
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
