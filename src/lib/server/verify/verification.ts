/** Where something that is stored is not what it should be. */
export type Difference = Readonly<{
	file: string;
	table: string;
	/** Which row, and which column where it is one: `seq 17, data`. */
	key: string;
	expected: string;
	found: string;
}>;

/** Thrown at the first difference: what comes after it may only follow from it. */
export class Differs extends Error {
	override readonly name = 'Differs';
	readonly difference: Difference;

	constructor(difference: Difference) {
		const { file, table, key, expected, found } = difference;
		super(`${file}, ${table}, ${key}: expected ${expected}, found ${found}`);
		this.difference = difference;
	}
}

/** What was compared, and with what result where it is not simply equal: for a person. */
export type Verified = Readonly<{ what: string; result: string }>;

/** Told of what was verified, as soon as it was, and of how far the work at hand is. */
export type VerifyListener = Readonly<{ verified(what: Verified): void; at(what: string, seq: number): void }>;

/** Names the rows of one table of one file. */
export class TableCheck {
	readonly #file: string;
	readonly #table: string;

	constructor(file: string, table: string) {
		this.#file = file;
		this.#table = table;
	}

	/** @throws Differs when the two are not equal */
	equal(key: string, expected: unknown, found: unknown): void {
		if (expected !== found) this.fail(key, shown(expected), shown(found));
	}

	/** @throws Differs always */
	fail(key: string, expected: string, found: string): never {
		throw new Differs({ file: this.#file, table: this.#table, key, expected, found });
	}
}

const shownCharacters = 300;

/** A value as a difference shows it. */
export function shown(value: unknown): string {
	if (value === null || value === undefined) return 'nothing';
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

/**
 * Where two values made of plain data first differ.
 * @returns the path to it and both values there; null when they are equal
 */
export function firstDifference(
	expected: unknown,
	found: unknown,
	path = ''
): Readonly<{ path: string; expected: unknown; found: unknown }> | null {
	if (Object.is(expected, found)) return null;
	if (!isComposite(expected) || !isComposite(found)) return { path, expected, found };
	const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
	for (const name of names) {
		const difference = firstDifference(expected[name], found[name], path === '' ? name : `${path}.${name}`);
		if (difference !== null) return difference;
	}
	return null;
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
