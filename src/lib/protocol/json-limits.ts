/** What one event may be at most; beyond it the event is refused, whatever it says. */
export const jsonLimits = {
	depth: 16,
	names: 200,
	/** UTF-16 code units in one string. */
	stringLength: 8192,
	/** Bytes of the event's own JSON text. */
	eventBytes: 32 * 1024
} as const;

/**
 * Walks a parsed JSON value and counts the names of its objects.
 * @returns the count, or the reason why the value is refused: too deep, too many names, a string that is too long,
 * is no well-formed Unicode or holds U+0000, a number that JavaScript cannot hold exactly, or the name `__proto__`
 */
export function countNames(value: unknown): number | string {
	const names = walk(value, '', '', 0);
	return typeof names === 'number' && names > jsonLimits.names ? `event: more than ${jsonLimits.names} names` : names;
}

/** `path` ends in a dot and leads to the object that holds `name`; both only serve the reason. */
function walk(value: unknown, path: string, name: string, depth: number): number | string {
	if (typeof value === 'string') {
		const problem = stringProblem(value);
		return problem === null ? 0 : reason(path, name, problem);
	}
	if (typeof value === 'number') {
		return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : reason(path, name, 'number out of range');
	}
	if (typeof value !== 'object' || value === null) return 0;
	if (depth === jsonLimits.depth) return reason(path, name, `nested deeper than ${jsonLimits.depth}`);
	let names = 0;
	if (Array.isArray(value)) {
		for (const item of value) {
			const within = walk(item, path, name, depth + 1);
			if (typeof within === 'string') return within;
			names += within;
		}
		return names;
	}
	const inside = depth === 0 ? '' : `${path}${name}.`;
	for (const key in value) {
		if (key === '__proto__') return reason(inside, key, 'this name is refused');
		// The value came from JSON: its own names are all there are, and each is readable.
		const within = walk((value as Record<string, unknown>)[key], inside, key, depth + 1);
		if (typeof within === 'string') return within;
		names += within + 1;
	}
	return names;
}

function stringProblem(text: string): string | null {
	if (text.length > jsonLimits.stringLength) return `longer than ${jsonLimits.stringLength} characters`;
	if (!text.isWellFormed()) return 'not well-formed Unicode';
	return text.includes('\0') ? 'holds U+0000' : null;
}

/** The path is foreign text too: long or malformed names must not travel in the reason. */
function reason(path: string, name: string, cause: string): string {
	const place = (path + name).slice(0, 80).toWellFormed().replaceAll('\0', '\uFFFD');
	return `${place === '' ? 'event' : place}: ${cause}`;
}
