import type * as v from 'valibot';
import { nearestName } from './nearest-name.ts';

/** Where in a settings file something is: names of fields and places in lists, from 0. */
export type FieldPath = readonly (string | number)[];

/** One thing that is wrong with a settings file. */
export type SettingsFault = Readonly<{ path: FieldPath; reason: string }>;

/** A field as people write it: `channels.phone[1].target`; the file itself where the path is empty. */
export function fieldName(path: FieldPath): string {
	let name = '';
	for (const key of path) {
		if (typeof key === 'number') name += `[${key}]`;
		else name += name === '' ? key : `.${key}`;
	}
	return name === '' ? 'the file' : name;
}

/** A fault in one line. */
export function faultText({ path, reason }: SettingsFault): string {
	return `${fieldName(path)}: ${reason}`;
}

/** A value as it was written, cut where it is long. */
export function quoted(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What the schema found wrong, in words for whoever wrote the file. */
export function faultOf(issue: v.BaseIssue<unknown>): SettingsFault {
	const path: (string | number)[] = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
	return { path, reason: reasonOf(issue) };
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
	const { type, requirement, message, input } = issue;
	if (type === 'never') return unknownField(String(issue.path?.at(-1)?.key), message.split(' '));
	if (issue.received === 'undefined') return 'missing';
	// A message of our own says more than what valibot says by itself.
	if (!message.startsWith('Invalid ')) return message;
	switch (type) {
		case 'object_with_rest':
			return `must be a set of fields, not ${quoted(input)}`;
		case 'array':
			return `must be a list, not ${quoted(input)}`;
		case 'string':
			return `must be a text, not ${quoted(input)}`;
		case 'number':
			return `must be a number, not ${quoted(input)}`;
		case 'integer':
			return `must be a whole number, not ${quoted(input)}`;
		case 'picklist':
			return `must be one of ${issue.expected?.replaceAll(/[()"]/g, '').replaceAll(' | ', ', ')}, not ${quoted(input)}`;
		case 'non_empty':
		case 'min_length':
			return 'must not be empty';
		case 'max_length':
			return `must not be longer than ${requirement}`;
		case 'min_value':
			return `must be at least ${requirement}, not ${quoted(input)}`;
		case 'max_value':
			return `must be at most ${requirement}, not ${quoted(input)}`;
		default:
			return message;
	}
}

function unknownField(name: string, known: readonly string[]): string {
	// To valibot a list is an object with places for names.
	if (/^\d+$/.test(name)) return `must be a set of fields, not a list; there are ${known.join(', ')}`;
	const nearest = nearestName(name, known);
	return nearest === null
		? `there is no such field; there are ${known.join(', ')}`
		: `there is no such field; did you mean ${nearest}?`;
}
