import type { DisplaySettings } from '#lib/protocol/display-settings.ts';
import { decimals } from '../format/number.ts';
import type { DisplaysMessages } from '../i18n/displays-nl.ts';
import type { Language } from '../i18n/language.ts';
import { legibilityOf } from '../board/legibility.ts';

/** The fields of a screen as they are typed. */
export type DisplayForm = {
	name: string;
	team: string;
	board: DisplaySettings['board'];
	secondsPerBoard: string;
	language: Language;
	theme: DisplaySettings['theme'];
	diagonalInches: string;
	readingMetres: string;
};
/** What is wrong with each field; '' = nothing. */
export type DisplayFormErrors = Readonly<Record<keyof DisplayForm, string>>;

const most = { name: 80, team: 60 } as const;
const ranges = { secondsPerBoard: [15, 60], diagonalInches: [20, 120], readingMetres: [1, 20] } as const;

/** The fields of a new screen. */
export function emptyDisplayForm(language: Language): DisplayForm {
	const asSet = { board: 'both', language, theme: 'dark', secondsPerBoard: '20' } as const;
	return { name: '', team: '', ...asSet, diagonalInches: '55', readingMetres: '5' };
}

/** The fields of a screen as it is. */
export function displayFormOf(name: string, settings: DisplaySettings, language: Language): DisplayForm {
	const { secondsPerBoard, diagonalInches, readingMetres, ...rest } = settings;
	const typed = (value: number): string => String(value).replace('.', language === 'nl' ? ',' : '.');
	return {
		name,
		...rest,
		secondsPerBoard: typed(secondsPerBoard),
		diagonalInches: typed(diagonalInches),
		readingMetres: typed(readingMetres)
	};
}

/** A number as it is typed, with a comma or a point; NaN where it is none. */
export function typedNumber(typed: string): number {
	const plain = typed.trim().replace(',', '.');
	return /^\d{1,6}(?:\.\d{1,6})?$/.test(plain) ? Number(plain) : NaN;
}

/**
 * Reads the fields: a name with settings, or what is wrong. A screen too small for its farthest reader is wrong too, and
 * the way out is said.
 */
export function readDisplayForm(
	form: DisplayForm,
	text: DisplaysMessages,
	language: Language
): Readonly<{ entered: Readonly<{ name: string; settings: DisplaySettings }> | null; errors: DisplayFormErrors }> {
	const numbers = {
		secondsPerBoard: typedNumber(form.secondsPerBoard),
		diagonalInches: typedNumber(form.diagonalInches),
		readingMetres: typedNumber(form.readingMetres)
	};
	const errors = {
		name: wrongText(form.name, most.name, text),
		team: wrongText(form.team, most.team, text),
		board: '',
		secondsPerBoard: wrongNumber(numbers.secondsPerBoard, ranges.secondsPerBoard, text, Number.isInteger),
		language: '',
		theme: '',
		diagonalInches: wrongNumber(numbers.diagonalInches, ranges.diagonalInches, text),
		readingMetres: wrongNumber(numbers.readingMetres, ranges.readingMetres, text)
	};
	if (errors.diagonalInches === '' && errors.readingMetres === '')
		errors.readingMetres = illegible(numbers.diagonalInches, numbers.readingMetres, text, language);
	if (Object.values(errors).some((error) => error !== '')) return { entered: null, errors };
	const { board, language: spoken, theme } = form;
	const settings = { team: form.team.trim(), board, language: spoken, theme, ...numbers };
	return { entered: { name: form.name.trim(), settings }, errors };
}

/** Why names on a screen cannot be read from there, with advice; '' where they can. */
function illegible(inches: number, metres: number, text: DisplaysMessages, language: Language): string {
	const { isLegible, labelMinutes, labelMetres, advisedInches } = legibilityOf(inches, metres);
	if (isLegible) return '';
	const why = text.illegible(
		decimals(downTo1(labelMinutes), 1, language),
		decimals(metres, metres % 1 === 0 ? 0 : 1, language)
	);
	const asIs = labelMetres < 1 ? '' : ` ${text.adviseDistance(decimals(downTo1(labelMetres), 1, language))}`;
	return why + (advisedInches === null ? '' : ` ${text.adviseSize(String(advisedInches))}`) + asIs;
}

/** To one decimal, never more than it is: 5,17 m is not 5,2 m. */
export function downTo1(value: number): number {
	return Math.floor(value * 10) / 10;
}

function wrongText(typed: string, longest: number, text: DisplaysMessages): string {
	const trimmed = typed.trim();
	return trimmed === '' ? text.missing : trimmed.length > longest ? text.tooLong(String(longest)) : '';
}

function wrongNumber(
	value: number,
	[least, greatest]: readonly [number, number],
	text: DisplaysMessages,
	isFit: (value: number) => boolean = Number.isFinite
): string {
	return isFit(value) && value >= least && value <= greatest ? '' : text.notBetween(String(least), String(greatest));
}
