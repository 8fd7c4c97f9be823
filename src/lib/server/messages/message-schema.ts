import * as v from 'valibot';
import { maxMessageAheadMs, maxMessageLength, maxMessageMs } from '#lib/domain/messages/wall-message.ts';
import { type Reason, reason, reasonMessage } from '#lib/domain/reasons/reason.ts';
import type { MessageRequest } from './messages.ts';

/** Letters that cannot be seen, or that turn the rest of a line round, and the ends of lines. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;
const dayMs = 86_400_000;
const instant = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A message as it is sent. */
export const messageSchema = v.strictObject({
	text: v.pipe(
		v.string(),
		v.trim(),
		v.minLength(1),
		v.check((text) => [...text].length <= maxMessageLength, reasonMessage('longer-text', { most: maxMessageLength })),
		v.check((text) => !hidden.test(text), reasonMessage('one-line'))
	),
	from: v.optional(instant),
	until: v.optional(instant),
	queues: v.optional(
		v.nullable(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(200))), v.minLength(1), v.maxLength(50)))
	)
});

/** A message that is whole, or what is wrong with its times. */
export function completeMessage(
	{ text, from: begins, until: ends, queues = null }: v.InferOutput<typeof messageSchema>,
	now: number
): MessageRequest | Readonly<{ field: string; reason: Reason }> {
	// What began is on the walls from now on: nothing is put on a board of the past.
	const from = Math.max(begins ?? now, now);
	if (from > now + maxMessageAheadMs)
		return { field: 'from', reason: reason('within-days', { days: maxMessageAheadMs / dayMs }) };
	const until = ends ?? from + maxMessageMs;
	if (until <= from) return { field: 'until', reason: reason('after-beginning') };
	if (until > from + maxMessageMs)
		return { field: 'until', reason: reason('within-days-of-beginning', { days: maxMessageMs / dayMs }) };
	return { text, from, until, queues };
}
