/** The letters of a code: no vowels, so that no code is a word, and none that look like another. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** A code as it was typed or scanned, in its own spelling `XXXX-XXXX`; null where it cannot be one. */
export function readPairCode(typed: string): string | null {
	const plain = typed.toUpperCase().replaceAll(/[\s\-–—.·_]/g, '');
	if (plain.length !== length || [...plain].some((letter) => !letters.includes(letter))) return null;
	return `${plain.slice(0, length / 2)}-${plain.slice(length / 2)}`;
}

/** The code that a scanned address brings along in its fragment, `#pair=…`; '' where there is none. */
export function pairCodeOfHash(hash: string): string {
	return new URLSearchParams(hash.replace(/^#/, '')).get('pair') ?? '';
}

/** Whether a browser's host is this computer to itself: no phone gets there, whatever it scans. */
export function isOnlyHere(hostname: string): boolean {
	return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** What a scan of the code on a screen opens. */
export function pairLink(origin: string, userCode: string): string {
	return `${origin}/displays#pair=${userCode}`;
}
