import { commonWords, keyRows } from './common-passwords.ts';

/** Lengths in characters; there are no rules about which characters. */
const shortest = 12;
const longest = 128;
/** Of a password that also holds what everybody knows, at least so much must be something else. */
const leastOwn = 8;

/** Whose password it is to be; null = not known. */
export type PasswordOwner = Readonly<{ name: string | null; email: string | null }>;

/** Why a password cannot be taken; null when it can. */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
	const text = password.normalize('NFC');
	const { length } = [...text];
	if (length < shortest) return `must have at least ${shortest} characters`;
	if (length > longest) return `must have at most ${longest} characters`;
	if (!text.isWellFormed() || /\p{Cc}/u.test(text)) return 'must hold no control characters';
	const plain = text.toLowerCase();
	if (new Set(plain).size < 5 || /^(.{1,6})\1+.{0,5}$/su.test(plain)) return 'must not repeat itself';
	if (ownOf(plain, owner) < leastOwn) return 'must not be made of your own name or address';
	if (withoutRuns(plain).length < 5) return 'must not be keys in a row';
	if (isCommon(plain)) return 'must not be made of words that are tried first';
	return null;
}

/** How many characters are left without the owner's names and address. */
function ownOf(plain: string, { name, email }: PasswordOwner): number {
	const address = (email ?? '').toLowerCase();
	const parts = [address, ...address.split(/[@.+_-]/), ...(name ?? '').toLowerCase().split(/\s+/)];
	const known = parts.filter((part) => part.length >= 3).sort((one, other) => other.length - one.length);
	let left = plain;
	for (const part of known) left = left.replaceAll(part, '');
	// Nothing was found: then its length has been looked at already.
	return left === plain ? Infinity : left.replaceAll(/[^\p{L}\p{N}]/gu, '').length;
}

/** What is left without walks of four keys and more, forwards or backwards. */
function withoutRuns(plain: string): string {
	const rows = keyRows.flatMap((row) => [row, [...row].reverse().join('')]);
	let left = '';
	for (let at = 0; at < plain.length;) {
		const run = Math.max(...rows.map((row) => runIn(row, plain, at)));
		if (run < 4) left += plain[at];
		at += run < 4 ? 1 : run;
	}
	return left;
}

/** How many characters from `at` on follow each other in a row. */
function runIn(row: string, text: string, at: number): number {
	let length = 0;
	while (at + length < text.length && row.includes(text.slice(at, at + length + 1))) length++;
	return length;
}

const swapped: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'i',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'7': 't',
	'@': 'a',
	$: 's',
	'!': 'i'
};

/** One or two words of the list, with little but digits and signs around them; also with the usual digits for letters. */
function isCommon(plain: string): boolean {
	const respelt = plain.replaceAll(/[013457@$!]/g, (sign) => swapped[sign] ?? sign);
	return [plain, respelt].some((spelling) => {
		const letters = spelling.replaceAll(/[^\p{L}]/gu, '');
		if (plain === spelling && letters === '') return new Set(plain).size < 7;
		return commonWords.some((first) => {
			if (!letters.includes(first)) return false;
			const left = letters.replace(first, '');
			return left.length < 4 || commonWords.some((second) => left.replace(second, '').length < 3);
		});
	});
}
