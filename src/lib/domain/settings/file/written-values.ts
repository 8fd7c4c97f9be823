import * as v from 'valibot';
import { reasonMessage } from '../../reasons/reason.ts';
import { SiteCalendar } from '../../time/calendar.ts';
import type { DayInterval } from '../opening-settings.ts';
import { quoted } from './fault.ts';

type ReasonOfValue =
	'text' | 'duration' | 'duration-of-days' | 'duration-or-never' | 'share' | 'date' | 'zone' | 'path' | 'interval';
type WithInput = Readonly<{ input: unknown }>;
/** A schema of several forms, with all of them for whoever describes it. */
type Either<Output> = v.GenericSchema<unknown, Output> & Readonly<{ options: readonly v.GenericSchema[] }>;

/** What an unknown field is told: the names that are known, for the words around them to be made later. */
const unknownFields = (known: readonly string[]) => v.never(known.join(' '));

/** A set of fields of which every name is known. */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
	return v.objectWithRest(entries, unknownFields(Object.keys(entries)));
}

/** The message of a value that is not what it has to be. */
const not = (key: ReasonOfValue) => (issue: WithInput) => reasonMessage(key, { got: quoted(issue.input) });

const durationPattern = /^(?=\d)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;
const durationOrNeverPattern = /^(?:never|(?=.*[1-9])(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?)$/;
const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
const aDuration = not('duration');

/** A duration such as `1m30s`, in ms. */
export const duration = v.pipe(
	v.string(aDuration),
	v.regex(durationPattern, aDuration),
	v.transform((text) => durationMs(text))
);

const aDurationOfDays = not('duration-of-days');

/** Whole days, in ms: for how long something is kept. */
export const durationOfDays = v.pipe(
	v.string(aDurationOfDays),
	v.regex(/^(?:[1-9]\d{0,2}|[12]\d{3}|3[0-5]\d\d|36[0-4]\d|3650)d$/, aDurationOfDays),
	v.transform((text) => durationMs(text))
);

const aDurationOrNever = not('duration-or-never');

/** A duration above zero, in ms, or null for `never`. */
export const durationOrNever = v.pipe(
	v.string(aDurationOrNever),
	v.regex(durationOrNeverPattern, aDurationOrNever),
	v.transform((text) => (text === 'never' ? null : durationMs(text)))
);

/** Milliseconds of a text that fits the pattern. */
export function durationMs(text: string): number {
	let ms = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+)([dhms])/g)) ms += Number(amount) * (unitMs[unit ?? ''] ?? 0);
	return ms;
}

const aShare = not('share');

/** A share, 0 to 1, written as `80%` or `0.8`. */
export const share = v.pipe(
	v.union(
		[
			v.pipe(v.string(aShare), v.regex(/^(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?) ?%$/, aShare)),
			v.pipe(v.number(aShare), v.minValue(0, aShare), v.maxValue(1, aShare))
		],
		aShare
	),
	// Divided, not multiplied by 0.01: 80 % and 0.8 are one number.
	v.transform((written) => (typeof written === 'number' ? written : Number(written.replace(/ ?%$/, '')) / 100))
);

const none = v.pipe(
	v.literal('none'),
	v.transform(() => null)
);

/** A value of a norm; `none` or null, which is the same, for no norm. */
export function orNone<const Value extends v.GenericSchema>(value: Value): Either<v.InferOutput<Value> | null> {
	const schema = v.lazy((input): v.GenericSchema<unknown, v.InferOutput<Value> | null> =>
		// What is neither is told what the value has to be.
		input === 'none' ? none : v.nullable(value)
	);
	return Object.assign(schema, { options: [v.nullable(value), v.literal('none')] });
}

const aDate = not('date');

/** A date of the calendar. */
export const date = v.pipe(v.string(aDate), v.regex(/^\d{4}-\d\d-\d\d$/, aDate), v.check(isDate, aDate));

/** An IANA zone. */
export const zone = v.pipe(v.string(), v.check(isZone, not('zone')));

/** Anything that is named: an id, a queue, a topic. */
export const id = v.pipe(v.string(not('text')), v.nonEmpty(), v.maxLength(200));

const aPath = not('path');

/** A file, wherever the server is started. */
export const absolutePath = v.pipe(
	v.string(aPath),
	v.regex(/^(?:\/|[A-Za-z]:[\\/])[^\0\n\r]+$/, aPath),
	v.maxLength(1000)
);

/** The id of a queue: any but the words by which several queues are asked for. */
export const queueId = v.pipe(
	id,
	v.regex(/^(?!(?:all|fast)$)/, ({ input }) => reasonMessage('several-queues-word', { name: input }))
);

const hoursPattern = /^(?:[01]\d|2[0-3]):[0-5]\d ?[-–] ?(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const anInterval = not('interval');

/** One part of a day, `08:30-17:00`, until `24:00` at the latest. */
export const dayInterval = v.pipe(
	v.string(anInterval),
	v.regex(hoursPattern, anInterval),
	v.transform((text): DayInterval => {
		const [fromHour, fromMinute, toHour, toMinute] = (text.match(/\d\d/g) ?? []).map(Number);
		return { fromMinute: minute(fromHour, fromMinute), toMinute: minute(toHour, toMinute) };
	}),
	v.check(({ fromMinute, toMinute }) => fromMinute < toMinute, reasonMessage('interval-order'))
);

/**
 * One of several forms, told apart by what kind of thing is written. A union would say of none why it does not fit.
 * @param forms by kind; what is of no kind here is refused with `expected`
 */
export function eitherOf<const Forms extends Readonly<Partial<Record<'list' | 'set' | 'text', v.GenericSchema>>>>(
	forms: Forms,
	expected: string
): Either<v.InferOutput<Extract<Forms[keyof Forms], v.GenericSchema>>> {
	type Form = v.GenericSchema<unknown, v.InferOutput<Extract<Forms[keyof Forms], v.GenericSchema>>>;
	const none = v.custom<never>(() => false, expected);
	const schema = v.lazy((input): Form => {
		const kind = Array.isArray(input) ? 'list' : typeof input === 'object' && input !== null ? 'set' : 'text';
		// Whoever describes the schema asks with nothing, and must not take one form for all.
		return (input === undefined ? undefined : forms[kind]) ?? none; // one of the forms, or refused
	});
	return Object.assign(schema, { options: Object.values(forms) });
}

function minute(hour = 0, minutes = 0): number {
	return hour * 60 + minutes;
}

function isDate(text: string): boolean {
	const at = Date.parse(`${text}T00:00:00Z`);
	return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

function isZone(name: string): boolean {
	try {
		return new SiteCalendar(name).zone === name;
	} catch {
		return false;
	}
}
