import * as v from 'valibot';
import { annotationKinds, maxAnnotationLength } from '#lib/domain/annotations/annotation.ts';
import { type Reason, reason, reasonInMessage, reasonMessage } from '#lib/domain/reasons/reason.ts';
import type { AnnotationRequest } from './annotations.ts';

/** Letters that cannot be seen, or that turn the rest of a line round, and the ends of lines. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;
const address = /[^\s@]@[^\s@]+\.[a-z]/iu;
/** A telephone number; a date has no nine digits that begin so. */
const telephone = /(?<![\d.,-])(?:\+|00?)[1-9](?:[\s.-]?\d){7,}/u;
/** Earlier than this nobody has figures. */
const earliest = '1990-01-01';
/** What is planned may be written down this long ahead, and last so long. */
const daysAhead = 731;
const longestDays = 1_827;
const dayMs = 86_400_000;

const day = v.pipe(
	v.string(),
	v.check(isDay, reasonMessage('a-date')),
	v.check((date) => date >= earliest, reasonMessage('not-before', { earliest }))
);
const line = v.pipe(
	v.string(),
	v.trim(),
	v.minLength(1),
	v.check(
		(text) => [...text].length <= maxAnnotationLength,
		reasonMessage('longer-text', { most: maxAnnotationLength })
	),
	v.check((text) => !hidden.test(text), reasonMessage('one-line')),
	// It is read for years by whoever sees the figures, and cannot be erased by asking for somebody.
	v.check((text) => !address.test(text), reasonMessage('names-address')),
	v.check((text) => !telephone.test(text), reasonMessage('names-telephone'))
);

/** An annotation as it is sent. */
export const annotationSchema = v.strictObject({
	kind: v.picklist(annotationKinds),
	firstDay: day,
	/** Left out = the first. */
	lastDay: v.optional(day),
	/** In one language for everybody, or in both. */
	text: v.union(
		[line, v.strictObject({ nl: line, en: line })],
		(issue) =>
			issue.issues?.find(({ message }) => reasonInMessage(message) !== null)?.message ??
			reasonMessage('line-or-languages')
	)
});

/**
 * An annotation that is whole, or what is wrong with its days.
 * @param today the day it is at the site, `YYYY-MM-DD`
 */
export function completeAnnotation(
	{ kind, firstDay, lastDay = firstDay, text }: v.InferOutput<typeof annotationSchema>,
	today: string
): AnnotationRequest | Readonly<{ field: string; reason: Reason }> {
	if (lastDay < firstDay) return { field: 'lastDay', reason: reason('before-first-day') };
	if (daysBetween(today, lastDay) > daysAhead) return { field: 'lastDay', reason: reason('within-two-years') };
	if (daysBetween(firstDay, lastDay) > longestDays) return { field: 'lastDay', reason: reason('within-five-years') };
	return { kind, firstDay, lastDay, text: typeof text === 'string' ? { nl: text, en: text } : text };
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
	const at = Date.parse(`${text}T00:00Z`);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function daysBetween(from: string, to: string): number {
	return (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / dayMs;
}
