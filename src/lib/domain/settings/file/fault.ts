import type * as v from 'valibot';
import { type Reason, reason, reasonInMessage, reasonText } from '../../reasons/reason.ts';
import { nearestName } from './nearest-name.ts';

/** Where in a settings file something is: names of fields and places in lists, from 0. */
export type FieldPath = readonly (string | number)[];

/** One thing that is wrong with a settings file. */
export type SettingsFault = Readonly<{ path: FieldPath; reason: Reason }>;

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
export function faultText({ path, reason: why }: SettingsFault): string {
	return `${fieldName(path)}: ${reasonText(why)}`;
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

function reasonOf(issue: v.BaseIssue<unknown>): Reason {
	const { type, requirement, message, input } = issue;
	if (type === 'never') return unknownField(String(issue.path?.at(-1)?.key), message.split(' '));
	if (issue.received === 'undefined') return reason('missing');
	// A message of our own says more than what valibot says by itself.
	const own = reasonInMessage(message);
	if (own !== null) return own;
	const got = quoted(input);
	switch (type) {
		case 'object_with_rest':
			return reason('fields', { got });
		case 'array':
			return reason('list', { got });
		case 'string':
			return reason('text', { got });
		case 'number':
			return reason('number', { got });
		case 'integer':
			return reason('whole-number', { got });
		case 'picklist':
			return reason('one-of', {
				known: issue.expected?.replaceAll(/[()"]/g, '').replaceAll(' | ', ', ') ?? '',
				got
			});
		case 'non_empty':
		case 'min_length':
			return reason('not-empty');
		case 'max_length':
			return reason('no-longer', { most: String(requirement) });
		case 'min_value':
			return reason('at-least', { least: String(requirement), got });
		case 'max_value':
			return reason('at-most', { most: String(requirement), got });
		default:
			return reason('unreadable', { got });
	}
}

function unknownField(name: string, names: readonly string[]): Reason {
	const known = names.join(', ');
	// To valibot a list is an object with places for names.
	if (/^\d+$/.test(name)) return reason('fields-not-a-list', { known });
	const nearest = nearestName(name, names);
	return nearest === null ? reason('no-such-field', { known }) : reason('no-such-field-near', { nearest });
}
