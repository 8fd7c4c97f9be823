import type { EventData, SourceEventType } from '#lib/domain/contact/contact-event-schema.ts';

/** Tells that something happens now. */
export type Emit = <Type extends SourceEventType>(type: Type, data: EventData<Type>) => void;
