/**
 * Remembers what was said last under each key, for at least the `limit` newest keys and at most twice as many. Two
 * generations instead of a queue: when the young one is full it becomes the old one, and what was old is forgotten.
 */
export class RecentMemory<Value> {
	#young = new Map<string, Value>();
	#old: ReadonlyMap<string, Value> = new Map();
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get(key: string): Value | undefined {
		return this.#young.get(key) ?? this.#old.get(key);
	}

	/** The keys, of the old generation and of the young one, each in order. */
	keys(): readonly [old: readonly string[], young: readonly string[]] {
		return [[...this.#old.keys()], [...this.#young.keys()]];
	}

	/** Takes over the keys of another one, each with the same value. */
	takeOver([old, young]: readonly [old: readonly string[], young: readonly string[]], value: Value): void {
		this.#old = new Map(old.map((key) => [key, value]));
		this.#young = new Map(young.map((key) => [key, value]));
	}

	set(key: string, value: Value): void {
		if (this.#young.size >= this.#limit && !this.#young.has(key)) {
			this.#old = this.#young;
			this.#young = new Map();
		}
		this.#young.set(key, value);
	}
}
