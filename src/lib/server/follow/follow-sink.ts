import type { RejectedRecord } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';

/** Where followed events go. Each of its promises rejects when that failed, and the same may be handed over again. */
export interface FollowSink {
	/** The log behind it, and the position up to which it goes; null = not known before something was handed over. */
	log(): Promise<Readonly<{ epoch: string; seq: number | null }>>;
	/**
	 * Takes events in, and what could not be read; resolves once they are durable.
	 * @returns the position of the first of them that was new; null when none was, or that is not told
	 */
	take(events: readonly SourceEvent[], rejected: readonly RejectedRecord[]): Promise<number | null>;
}
