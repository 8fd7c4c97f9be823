/*
 * Counts of a sketch by bin, as bytes: in order of the bins, how far each is beyond the one before it, then its count, both in groups
 * of seven bits, the lowest first. A day of one queue takes a few hundred bytes.
 */

/** The lowest bin there is: waits of 0 ms. */
const lowest = -1;

/** Bins and their counts as bytes; bins without a count are left out. */
export function writeBins(bins: ReadonlyMap<number, number>): Uint8Array {
	const bytes: number[] = [];
	let before = lowest;
	for (const [bin, count] of [...bins].sort(([a], [b]) => a - b)) {
		if (count === 0) continue;
		put(bytes, bin - before);
		put(bytes, count);
		before = bin;
	}
	return Uint8Array.from(bytes);
}

/**
 * Adds the counts that {@link writeBins} wrote.
 * @throws RangeError when the bytes end in the middle of a number
 */
export function addBins(into: Map<number, number>, bytes: Uint8Array): void {
	let bin = lowest;
	let isCount = false;
	let value = 0;
	let place = 1;
	for (const byte of bytes) {
		value += (byte & 127) * place;
		place *= 128;
		if (byte > 127) continue;
		if (isCount) into.set(bin, (into.get(bin) ?? 0) + value);
		else bin += value;
		isCount = !isCount;
		value = 0;
		place = 1;
	}
	if (isCount || place > 1) throw new RangeError('a stored sketch ends in the middle of a number');
}

function put(bytes: number[], value: number): void {
	if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a sketch holds no count of ${value}`);
	let rest = value;
	for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
	bytes.push(rest);
}
