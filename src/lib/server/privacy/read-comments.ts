import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type CommentList, fewestAnswers } from '#lib/protocol/comments.ts';
import type { Comments, KeptComment } from './comments.ts';

/** Where the answers of a period belong. */
export type AnswerPlaces = Readonly<{
	/** Every answer, with words or without; `queue` null where none handled the contact. */
	answers: readonly Readonly<{ contactNo: number; kind: string; queue: string | null }>[];
	/** Numbers of the contacts that were asked for. */
	contactNos: ReadonlyMap<string, number>;
}>;

/** What a reading of comments is asked for. */
export type CommentQuery = Readonly<{
	/** Site days: from the first, before the second. */
	from: string;
	to: string;
	/** One queue; null = all that are the reader's own. */
	queue: string | null;
	/** The queues that are the reader's own; null = all. */
	own: readonly string[] | null;
}>;

/** What a reading rests on. */
export type CommentSources = Readonly<{
	comments: Pick<Comments, 'list'>;
	places(from: number, to: number, writers: readonly string[]): Promise<AnswerPlaces>;
	find(source: string, id: string): Promise<LogEvent | null>;
	/** Under which queue one counts now. */
	counted(queue: string): string;
	calendar: SiteCalendar;
	now: number;
}>;

/** Nobody reads along while the customer is still at the telephone, or tells by the minute who it was. */
const notBeforeMs = 15 * 60_000;

/**
 * What customers wrote in some days, of queues that have enough answers then. The period is whole days and both bounds are the
 * site's: a reader cannot narrow it down to one customer.
 */
export async function readComments(sources: CommentSources, query: CommentQuery): Promise<CommentList> {
	const { calendar, now } = sources;
	const from = calendar.day(query.from).from;
	const to = Math.min(calendar.day(query.to).from, now - notBeforeMs + 1);
	const kept = to > from ? await sources.comments.list(from, to) : { comments: [], unreadable: 0 };
	const writers = [...new Set(kept.comments.map(({ contact }) => contact))];
	const places = to > from ? await countedPlaces(sources, from, to, writers) : noPlaces;
	const isAsked = (queue: string | null): boolean =>
		(query.queue === null || queue === query.queue) &&
		(query.own === null || (queue !== null && query.own.includes(queue)));
	const counts = new Map<string | null, number>();
	if (query.queue !== null && isAsked(query.queue)) counts.set(query.queue, 0);
	for (const { queue } of places.answers) if (isAsked(queue)) counts.set(queue, (counts.get(queue) ?? 0) + 1);
	const shown = await shownOf(sources, kept.comments, queueOfAnswer(places), counts);
	return {
		from: query.from,
		to: query.to,
		queues: [...counts]
			.map(([queue, answers]) => ({ queue, answers, hidden: answers < fewestAnswers ? ('too-few' as const) : null }))
			.sort((a, b) => ((a.queue ?? '') < (b.queue ?? '') ? -1 : 1)),
		comments: shown,
		unreadable: kept.unreadable
	};
}

const noPlaces: AnswerPlaces = { answers: [], contactNos: new Map() };

async function countedPlaces(
	{ places, counted }: CommentSources,
	from: number,
	to: number,
	writers: readonly string[]
): Promise<AnswerPlaces> {
	const { answers, contactNos } = await places(from, to, writers);
	return {
		answers: answers.map(({ queue, ...answer }) => ({ ...answer, queue: queue === null ? null : counted(queue) })),
		contactNos
	};
}

async function shownOf(
	{ find, calendar }: CommentSources,
	comments: readonly KeptComment[],
	queueOf: (contact: string, kind: string) => string | null,
	counts: ReadonlyMap<string | null, number>
): Promise<CommentList['comments']> {
	const shown: CommentList['comments'] = [];
	for (const { source, eventId, contact, text, time } of comments) {
		const event = await find(source, eventId);
		if (event?.type !== 'survey.answered') continue;
		const { kind, score, scale } = event.data;
		const queue = queueOf(contact, kind);
		if (queue === null || (counts.get(queue) ?? 0) < fewestAnswers) continue;
		shown.push({ queue, day: calendar.dateOf(time), kind, score, scale: { min: scale.min, max: scale.max }, text });
	}
	// Within a day by the words: the order in which they came would tell which contact was whose.
	return shown.sort((a, b) => (a.day === b.day ? (a.text < b.text ? -1 : 1) : a.day > b.day ? -1 : 1));
}

function queueOfAnswer({ answers, contactNos }: AnswerPlaces): (contact: string, kind: string) => string | null {
	const queues = new Map(answers.map(({ contactNo, kind, queue }) => [`${contactNo} ${kind}`, queue]));
	return (contact, kind) => queues.get(`${String(contactNos.get(contact))} ${kind}`) ?? null;
}
