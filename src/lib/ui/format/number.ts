import { localeOf } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { dash } from './duration.ts';

const minus = '\u2212';
const formats = new Map<string, Intl.NumberFormat>();

/** A number of contacts or people, grouped by thousands; null = not known. */
export function count(value: number | null, language: Language): string {
	return value === null ? dash : decimals(value, 0, language);
}

/**
 * A share in percent without its sign: no decimals, one below ten percent.
 *
 * A share that misses its norm by less than the rounding keeps a decimal and is cut instead of rounded: 79.96 % beside a
 * norm of 80 % reads 79.9, because "80 of 80" marked as off norm would look like a fault of the screen.
 * @param share 0 to 1, null = not known
 * @param norm least share allowed, null = none
 */
export function percentNumber(share: number | null, language: Language, norm: number | null = null): string {
	if (share === null) return dash;
	const percent = share * 100;
	if (norm !== null && share < norm && Math.round(percent) >= Math.round(norm * 100)) {
		return decimals(Math.floor(percent * 10) / 10, 1, language);
	}
	return decimals(percent, percent !== 0 && Math.abs(percent) < 9.95 ? 1 : 0, language);
}

/** A share in percent with its sign; null = not known. */
export function percent(share: number | null, language: Language, norm: number | null = null): string {
	return share === null ? dash : `${percentNumber(share, language, norm)}%`;
}

/** A number with a fixed number of decimals; below zero it gets a real minus. */
export function decimals(value: number, digits: number, language: Language): string {
	const key = `${language}${digits}`;
	let format = formats.get(key);
	if (format === undefined) {
		format = new Intl.NumberFormat(localeOf(language), {
			minimumFractionDigits: digits,
			maximumFractionDigits: digits
		});
		formats.set(key, format);
	}
	// The sign is ours: some engines write a hyphen, and a rounded −0 must not get one.
	const text = format.format(Math.abs(value));
	return value < 0 && /[1-9]/.test(text) ? minus + text : text;
}
