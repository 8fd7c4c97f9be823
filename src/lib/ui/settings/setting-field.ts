import type { SettingsNode, TreePath } from '#lib/domain/settings/file/settings-tree.ts';
import type { SettingsMessages } from '../i18n/settings-nl.ts';
import { shownDuration, typedDuration } from './setting-duration.ts';

/** How a value is typed. A norm that is left empty is none; anything else that is left empty goes back to the file. */
export type FieldKind =
	| 'text'
	| 'texts'
	| 'duration'
	| 'duration-or-never'
	| 'share'
	| 'count'
	| 'number'
	| 'scores'
	| 'date'
	| 'hours'
	| 'choice'
	| 'several';

/** One value of the settings on a page. */
export type SettingField = Readonly<{
	path: TreePath;
	label: string;
	kind: FieldKind;
	hint?: string;
	/** Whether it is a norm, which may be none. */
	isNorm?: boolean;
	/** What is said where nothing is set; that nothing is, where this is left out. */
	unset?: string;
	/** Of a choice, or of several out of some. */
	options?: readonly Readonly<{ value: string; label: string }>[];
}>;

/** Fields that belong together. */
export type SettingGroup = Readonly<{
	key: string;
	title: string;
	lead?: string;
	fields: readonly SettingField[];
	/** Shown when it is asked for. */
	isFolded?: boolean;
}>;

/** What was typed: the value for the settings, or why it cannot be one. */
export type TypedValue = Readonly<{ ok: true; value: SettingsNode }> | Readonly<{ ok: false; reason: string }>;

/** A value as it stands in its field; '' where there is none. */
export function shownValue(
	value: SettingsNode | undefined,
	{ kind, options }: SettingField,
	text: SettingsMessages
): string {
	if (value === undefined || value === null || value === 'none' || value instanceof Map) return '';
	if (kind === 'hours') return value === 'closed' ? text.closed : listText(value);
	if (kind === 'share' && typeof value === 'number') return `${Number((value * 100).toFixed(6))}%`;
	if (kind === 'duration-or-never' && value === 'never') return text.never;
	if (kind === 'duration' || kind === 'duration-or-never') return shownDuration(String(value), text.hourUnit);
	if (kind === 'several' && options !== undefined) return listOf(value).join(',');
	return Array.isArray(value) ? listText(value) : String(value);
}

/** A value for whoever may not change it. */
export function spokenValue(value: SettingsNode | undefined, field: SettingField, text: SettingsMessages): string {
	const shown = shownValue(value, field, text);
	if (shown === '') return field.isNorm === true && value !== undefined ? text.noNorm : (field.unset ?? text.notSet);
	const { options } = field;
	if (options === undefined) return shown;
	const labelOf = (one: string): string => options.find((option) => option.value === one)?.label ?? one;
	return field.kind === 'several' ? shown.split(',').map(labelOf).join(', ') : labelOf(shown);
}

/** Reads what was typed. What only the whole can tell is left to the server. */
export function readTyped(typed: string, field: SettingField, text: SettingsMessages): TypedValue {
	const trimmed = typed.trim();
	if (trimmed === '' && field.isNorm === true) return taken('none');
	if (trimmed === '' && field.kind === 'hours') return taken('closed');
	if (trimmed === '') return field.kind === 'several' ? { ok: false, reason: text.chooseOne } : taken(null);
	switch (field.kind) {
		case 'text':
		case 'choice':
		case 'date':
			return taken(trimmed);
		case 'texts':
			return taken(parts(trimmed, ','));
		case 'several':
			return taken(trimmed.split(','));
		case 'duration':
			return readDuration(trimmed, text);
		case 'duration-or-never':
			return trimmed.toLowerCase() === text.never || trimmed === 'never' ? taken('never') : readDuration(trimmed, text);
		case 'share':
			return /^(?:100|\d{1,2}(?:[.,]\d+)?) ?%?$/.test(trimmed)
				? taken(`${trimmed.replace(',', '.').replace(/ ?%$/, '')}%`)
				: { ok: false, reason: text.mustBeShare };
		case 'count':
			return /^\d{1,6}$/.test(trimmed) ? taken(Number(trimmed)) : { ok: false, reason: text.mustBeCount };
		case 'number':
			return isNumber(trimmed) ? taken(Number(trimmed.replace(',', '.'))) : { ok: false, reason: text.mustBeNumber };
		case 'scores': {
			// A comma parts scores, so within one there is a point.
			const scores = parts(trimmed, /[,;\s]+/);
			return scores.every((one) => /^-?\d+(?:\.\d+)?$/.test(one))
				? taken(scores.map(Number))
				: { ok: false, reason: text.mustBeScores };
		}
		case 'hours':
			return readHours(trimmed, text);
	}
}

function readDuration(typed: string, text: SettingsMessages): TypedValue {
	const written = typedDuration(typed);
	return written === null ? { ok: false, reason: text.mustBeDuration } : taken(written);
}

function readHours(typed: string, text: SettingsMessages): TypedValue {
	if ([text.closed, 'closed'].includes(typed.toLowerCase())) return taken('closed');
	const hours = parts(typed, /[,;]/).map((part) => part.replaceAll('–', '-').replaceAll(' ', ''));
	const wrong = hours.some((part) => !/^\d{1,2}[:.]\d\d-\d{1,2}[:.]\d\d$/.test(part));
	if (wrong) return { ok: false, reason: text.mustBeHours };
	return taken(
		hours.map((part) =>
			part
				.split('-')
				.map((time) => time.replace('.', ':').padStart(5, '0'))
				.join('-')
		)
	);
}

function parts(typed: string, separator: string | RegExp): string[] {
	return typed.split(separator).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function isNumber(typed: string): boolean {
	return /^-?\d+(?:[.,]\d+)?$/.test(typed);
}

function listText(value: SettingsNode): string {
	return listOf(value).join(', ');
}

function listOf(value: SettingsNode): readonly string[] {
	return Array.isArray(value) ? value.map(String) : [String(value)];
}

function taken(value: SettingsNode): TypedValue {
	return { ok: true, value };
}
