import type { Channel } from '#lib/domain/contact/channel.ts';

/** What a row says besides its figures. */
export type RowSubject = Readonly<{ queue: string | null; channel: Channel | null; topic: string | null }>;
