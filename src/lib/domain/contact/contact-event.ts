import type { EventData, InternalEventType, SourceEventType } from './contact-event-schema.ts';
import type { IntervalData, intervalEventType } from './interval-event.ts';

/** What every event carries besides its type and data. Instants are UTC epoch milliseconds. */
type Envelope = Readonly<{
	/** The system that sent it; `(source, id)` is unique for ever. */
	source: string;
	/** The sender's idempotency key, 1–128 of `A-Za-z0-9._:-`. */
	id: string;
	/** When it happened. */
	time: number;
	/** Id of an earlier event of the same source that this one replaces. */
	supersedes?: string | undefined;
	/** True for imports and simulated history: exempt from age limits and closing rules. */
	backfill?: true | undefined;
	/** The import that brought it, so that the import as a whole can be undone; left out for any other event. */
	batch?: string | undefined;
}>;

type OfType<Type extends SourceEventType> = Type extends SourceEventType
	? Envelope & Readonly<{ type: Type; data: EventData<Type> }>
	: never;

/** An event as a source tells it, checked, before it has a place in the log. */
export type SourceEvent = OfType<SourceEventType>;

/** An event that the product writes itself. */
export type InternalEvent = Envelope & Readonly<{ type: InternalEventType; data: Readonly<Record<string, unknown>> }>;

/** Totals of a period, which the product writes itself when a file that holds them is imported. */
export type IntervalEvent = Envelope & Readonly<{ type: typeof intervalEventType; data: IntervalData }>;

/** What the rows of a file can come to. */
export type ImportedEvent = SourceEvent | IntervalEvent;

/** Whether an event is one that a source could have sent itself. */
export function isSourceEvent(event: ImportedEvent): event is SourceEvent {
	return event.type !== 'bereik.intervals.imported';
}

/** Any event that may enter the log. */
export type NewEvent = SourceEvent | InternalEvent;

/** Where and when the log took an event in. */
export type LogPosition = Readonly<{
	/** Gapless position in the log, from 1. */
	seq: number;
	/** When the log learnt it, UTC epoch ms; never earlier than that of the event before. */
	receivedAt: number;
}>;

/** An event in the log. */
export type LogEvent = NewEvent & LogPosition;

/** An event of one given type in the log. */
export type LogEventOf<Type extends SourceEventType> = OfType<Type> & LogPosition;
