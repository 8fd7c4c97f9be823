import * as v from 'valibot';
import { maxMessageAheadMs, maxMessageLength, maxMessageMs } from '#lib/domain/messages/wall-message.ts';
import type { MessageRequest } from './messages.ts';

/** Letters that cannot be seen, or that turn the rest of a line round, and the ends of lines. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;
const instant = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A message as it is sent. */
export const messageSchema = v.strictObject({
	text: v.pipe(
		v.string(),
		v.trim(),
		v.minLength(1),
		v.check((text) => [...text].length <= maxMessageLength, `longer than ${maxMessageLength} characters`),
		v.check((text) => !hidden.test(text), 'must be one line without hidden characters')
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
): MessageRequest | Readonly<{ field: string; reason: string }> {
	// What began is on the walls from now on: nothing is put on a board of the past.
	const from = Math.max(begins ?? now, now);
	if (from > now + maxMessageAheadMs) return { field: 'from', reason: 'must be within 31 days' };
	const until = ends ?? from + maxMessageMs;
	if (until <= from) return { field: 'until', reason: 'must be after it begins, and in the future' };
	if (until > from + maxMessageMs) return { field: 'until', reason: 'must be within 7 days of when it begins' };
	return { text, from, until, queues };
}
