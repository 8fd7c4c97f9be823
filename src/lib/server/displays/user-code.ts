import { randomInt } from 'node:crypto';

/** Consonants alone: no code is a word, and none of them is taken for a digit (RFC 8628, section 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
const pattern = new RegExp(`^[${letters}]{${codeLength}}$`);

/** A code for eyes and fingers: 8 of 20 letters, 34 bits. Without the dash. */
export function makeUserCode(): string {
	return Array.from({ length: codeLength }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** As it is shown: `WKTR-BHDM`. */
export function showUserCode(code: string): string {
	return `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
}

/** The code in what somebody typed, in small letters or with dashes and blanks; null when it can be none. */
export function readUserCode(typed: string): string | null {
	if (typed.length > 40) return null;
	const code = typed.toUpperCase().replaceAll(/[\s\p{Pd}._]/gu, '');
	return pattern.test(code) ? code : null;
}
