/** Where somebody goes who logs in without having been on the way to anything. */
export const homePath = '/now';

/** Longer addresses are of no page here. */
const longest = 1000;

/**
 * The page of this site that an address asks to go back to. Whoever makes a link to the way in writes it, so anything but a
 * page of this site leads home: another origin in any spelling, the API, and the way in itself. A path that a browser would
 * tidy first (`/.//example.org` becomes an address of another server) is none that this site writes.
 * @param asked a path as it was written into the link; null without one
 * @returns path, query and fragment as asked; it begins with exactly one slash
 */
export function ownPath(asked: string | null): string {
	if (asked === null || asked.length > longest || !asked.startsWith('/') || /[\\\p{C}\s]/u.test(asked)) return homePath;
	const path = /^[^?#]*/.exec(asked)?.[0] ?? '';
	const segments = path.slice(1).split('/');
	if (segments.slice(0, -1).includes('') || segments.some(isDots)) return homePath;
	return /^\/(?:api|login|welcome|pair)(?:\/|$)/i.test(path) ? homePath : asked;
}

/** Whether a part of a path stands for the folder itself or the one above, written plainly or as codes. */
function isDots(segment: string): boolean {
	return /^(?:\.|%2e){1,2}$/i.test(segment);
}
