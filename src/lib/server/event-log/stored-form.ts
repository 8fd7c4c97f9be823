import type { LogEvent, LogPosition, NewEvent } from '#lib/domain/contact/contact-event.ts';

/** An event as it is kept: the part of it by which two events of one source and id are the same or not. */
export type StoredForm = Readonly<{
	type: string;
	time: number;
	/** JSON. */
	data: string;
	supersedes: string | null;
	backfill: 0 | 1;
}>;

/** A whole event as it is kept, but for its place in the log: plain enough to be handed to another thread. */
export type KeptEvent = StoredForm & Readonly<{ source: string; id: string; batch: string | null }>;

/**
 * A whole event as a row of its table.
 * @template Source the name of its source, or the number that stands for it
 * @template Batch the same of the import that brought it; null for none
 */
export type StoredRow<Source extends string | number, Batch extends string | number> = [
	seq: number,
	source: Source,
	id: string,
	type: string,
	time: number,
	receivedAt: number,
	data: string,
	supersedes: string | null,
	backfill: 0 | 1,
	batch: Batch | null
];

/** A whole event in the form in which it is kept. */
export function toKeptEvent(event: NewEvent): KeptEvent {
	return {
		source: event.source,
		id: event.id,
		type: event.type,
		time: event.time,
		data: JSON.stringify(event.data),
		supersedes: event.supersedes ?? null,
		backfill: event.backfill === true ? 1 : 0,
		batch: event.batch ?? null
	};
}

/**
 * The event that was kept in a form.
 * @param batch the import that brought it, which is no part of what two events are compared by; null for none
 */
export function fromStoredForm(
	source: string,
	id: string,
	form: StoredForm,
	position: LogPosition,
	batch: string | null = null
): LogEvent {
	const { type, time, supersedes } = form;
	const data: unknown = JSON.parse(form.data);
	const event = {
		source,
		id,
		type,
		time,
		data,
		...(supersedes === null ? {} : { supersedes }),
		...(form.backfill === 1 ? { backfill: true } : {}),
		...(batch === null ? {} : { batch }),
		seq: position.seq,
		receivedAt: position.receivedAt
	};
	// Only checked events are ever appended, so what comes out of the log is one.
	return event as unknown as LogEvent;
}

/**
 * Whether two kept forms say the same, in whatever order `data` has its names. That one came as it happened and the other from a
 * file of the past is no difference in what they say: a log that is followed may be imported, too.
 */
export function saySame(a: StoredForm, b: StoredForm): boolean {
	return (
		a.type === b.type &&
		a.time === b.time &&
		a.supersedes === b.supersedes &&
		(a.data === b.data || inNameOrder(a.data) === inNameOrder(b.data))
	);
}

/** A new event at its place in the log. */
export function placeInLog(event: NewEvent, seq: number, receivedAt: number): LogEvent {
	const { source, id, type, time, data, supersedes, backfill, batch } = event;
	if (supersedes !== undefined || backfill !== undefined || batch !== undefined) return { ...event, seq, receivedAt };
	// Written out, all of it is in one object; what is added to a copy lies in a second one. The state keeps hundreds of thousands.
	return { source, id, type, time, data, seq, receivedAt } as LogEvent; // the same pair of type and data
}

function inNameOrder(json: string): string {
	return JSON.stringify(JSON.parse(json), (_name, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}
