/** The columns of a file by name, and which of them a mapping asks for. */
export class Columns {
	readonly #header: readonly string[];
	readonly #used = new Set<string>();

	/** @param header names as they stand in the file, space around them not counted */
	constructor(header: readonly string[]) {
		this.#header = header.map((name) => name.trim());
	}

	/** How many there are. */
	get count(): number {
		return this.#header.length;
	}

	/** The place of a column, from 0; null when the file has none, or more than one, of that name. */
	indexOf(name: string): number | null {
		const wanted = name.trim();
		const index = this.#header.indexOf(wanted);
		if (index < 0 || this.#header.lastIndexOf(wanted) !== index) return null;
		this.#used.add(wanted);
		return index;
	}

	/** Why there is no place for a column, for a person. */
	absence(name: string): string {
		const wanted = name.trim();
		if (this.#header.includes(wanted)) return `the file has more than one column '${wanted}'`;
		const near = this.#header.find((column) => plain(column) === plain(wanted));
		const hint =
			near === undefined
				? `it has ${this.#header.map((column) => `'${column}'`).join(', ')}`
				: `did you mean '${near}'?`;
		return `the file has no column '${wanted}'; ${hint}`;
	}

	/** Names that were asked for, in the order of the file. */
	get used(): string[] {
		return this.#header.filter((name) => this.#used.has(name));
	}

	/** Names that nobody asked for, in the order of the file. */
	get unused(): string[] {
		return this.#header.filter((name) => name !== '' && !this.#used.has(name));
	}
}

function plain(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
