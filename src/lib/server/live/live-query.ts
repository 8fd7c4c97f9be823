import type { Selection } from '#lib/domain/live/selection.ts';
import type { Window } from '#lib/domain/live/window.ts';
import { parseInstant } from '#lib/protocol/instant.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';

/** A question for the figures. `at` and `asOf` are null where the asker means now: an instant alone is asked for as it is known now. */
export type LiveQuery = Readonly<{
	queue: string;
	selection: Selection;
	window: Window;
	windowText: string;
	at: number | null;
	asOf: Readonly<{ time: number }> | Readonly<{ seq: number }> | null;
}>;

/** Why a question cannot be answered: the parameter, and what is wrong with it. */
export class InvalidQuery extends Error {
	override readonly name = 'InvalidQuery';
	readonly field: string;

	constructor(field: string, reason: string) {
		super(`${field}: ${reason}`);
		this.field = field;
	}
}

/** Whether an error is an {@link InvalidQuery}: by its name, since the pages' bundle and the running application each have a copy of the class. */
export function isInvalidQuery(error: unknown): error is InvalidQuery {
	return error instanceof Error && error.name === 'InvalidQuery' && 'field' in error;
}

const known = new Set(['queue', 'window', 'at', 'asOf']);
const longestSlidingSeconds = 31 * 86_400;

/**
 * Reads the parameters of `GET /api/live`: `queue` an id, `all` or `fast` (default `all`); `window` `today` (default),
 * `sliding:S`, `closed:F,T` or `cohort:F,T`; `at` and `asOf` RFC 3339, or site-local `YYYY-MM-DDTHH:MM`; `asOf` also `seq:N`.
 * @throws InvalidQuery naming the parameter
 */
export function parseLiveQuery(parameters: URLSearchParams, calendar: SiteCalendar): LiveQuery {
	for (const name of parameters.keys()) {
		if (!known.has(name)) throw new InvalidQuery(name, `no such parameter; there are ${[...known].join(', ')}`);
		if (parameters.getAll(name).length > 1) throw new InvalidQuery(name, 'is given more than once');
	}
	const queue = parameters.get('queue') ?? 'all';
	const windowText = parameters.get('window') ?? 'today';
	const at = parameters.get('at');
	const asOf = parameters.get('asOf');
	return {
		queue,
		selection: queue === 'all' || queue === 'fast' ? queue : { queue },
		window: parseWindow(windowText, calendar),
		windowText,
		at: at === null ? null : readInstant('at', at, calendar),
		asOf: asOf === null ? null : parseAsOf(asOf, calendar)
	};
}

/**
 * An instant as a person or a program writes it: RFC 3339 with a zone, or the site's wall time.
 * @throws InvalidQuery naming the field
 */
export function readInstant(field: string, text: string, calendar: SiteCalendar): number {
	if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(text)) {
		try {
			return calendar.instantOf(text);
		} catch {
			throw new InvalidQuery(field, `${text} is not a date and time`);
		}
	}
	const instant = parseInstant(text);
	if (instant === null)
		throw new InvalidQuery(field, 'must be RFC 3339 with a zone, or YYYY-MM-DDTHH:MM in the site zone');
	return instant;
}

function parseWindow(text: string, calendar: SiteCalendar): Window {
	if (text === 'today') return { kind: 'today' };
	const [kind, rest = ''] = splitOnce(text, ':');
	if (kind === 'sliding') {
		const seconds = wholeNumber(rest);
		if (seconds === null || seconds < 1 || seconds > longestSlidingSeconds)
			throw new InvalidQuery('window', `sliding:S takes whole seconds from 1 to ${longestSlidingSeconds}`);
		return { kind, seconds };
	}
	if (kind === 'closed' || kind === 'cohort') {
		const [from = '', to = ''] = splitOnce(rest, ',');
		const window = {
			kind,
			from: readInstant('window', from, calendar),
			to: readInstant('window', to, calendar)
		} as const;
		if (window.from >= window.to) throw new InvalidQuery('window', 'must begin before it ends');
		return window;
	}
	throw new InvalidQuery('window', 'must be today, sliding:S, closed:F,T or cohort:F,T');
}

function parseAsOf(text: string, calendar: SiteCalendar): { time: number } | { seq: number } {
	if (!text.startsWith('seq:')) return { time: readInstant('asOf', text, calendar) };
	const seq = wholeNumber(text.slice('seq:'.length));
	if (seq === null) throw new InvalidQuery('asOf', 'seq:N takes a whole number from 0');
	return { seq };
}

/** A number written in digits alone: `Number` would take an empty text for 0 and read 1e3 and 0x10. */
function wholeNumber(text: string): number | null {
	return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

function splitOnce(text: string, separator: string): [string, string?] {
	const index = text.indexOf(separator);
	return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
