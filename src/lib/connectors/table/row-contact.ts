import type { Channel } from '#lib/domain/contact/channel.ts';
import type { abandonReasons } from '#lib/domain/contact/contact-event-schema.ts';
import type { Fault } from './reading.ts';

/** How a wait ended, as a row tells it. */
export type RowExit =
	| Readonly<{ outcome: 'answered'; at: number }>
	| Readonly<{ outcome: 'abandoned'; at: number; waitUnknown: boolean; reason: (typeof abandonReasons)[number] | null }>
	| Readonly<{ outcome: 'pending' }>;

/** What a customer answered. */
export type RowSurvey = Readonly<{ at: number; score: number | null; isInvited: boolean }>;

/** What one row says of one contact. Instants are UTC epoch ms; null = the row does not say. */
export type RowContact = Readonly<{
	/** What names it in its source. */
	key: string;
	contact: string;
	arrival: number;
	queuedAt: number;
	queue: string;
	channel: Channel;
	topic: string | null;
	priority: number | null;
	customer: string | null;
	agent: string | null;
	exit: RowExit;
	endedAt: number | null;
	resolution: 'resolved' | 'unresolved' | 'escalated' | null;
	survey: RowSurvey | null;
	/** Parts that could not be used; the contact counts without them. */
	parts: readonly Fault[];
}>;
