/** One value a step, oldest first; null = not known and drawn as a gap. */
export type SparkValues = readonly (number | null)[];

/** A box the line is drawn in: 0 at the bottom, `max` at the top. */
export type SparkBox = Readonly<{ width: number; height: number; max: number; steps: number }>;

/**
 * SVG path of a line. A value that is not known breaks it; a value alone between two gaps stays a dot.
 * @returns an empty string when nothing is known
 */
export function sparkPath(values: SparkValues, box: SparkBox): string {
	let path = '';
	let penIsDown = false;
	values.forEach((value, index) => {
		if (value === null) {
			penIsDown = false;
			return;
		}
		const { x, y } = sparkPoint(value, index, box);
		// The zero-length stroke after a move is what a round line end makes a dot of.
		path += penIsDown ? `L${round(x)} ${round(y)}` : `M${round(x)} ${round(y)}h0`;
		penIsDown = true;
	});
	return path;
}

/** Where a value lies in the box. */
export function sparkPoint(value: number, index: number, box: SparkBox): Readonly<{ x: number; y: number }> {
	const x = box.steps > 1 ? (index / (box.steps - 1)) * box.width : box.width;
	return { x, y: box.height - (value / box.max) * box.height };
}

/** Where the line ends: its last known value, or null when nothing is known. */
export function lastKnown(values: SparkValues): Readonly<{ value: number; index: number }> | null {
	for (let index = values.length - 1; index >= 0; index -= 1) {
		const value = values[index] ?? null;
		if (value !== null) return { value, index };
	}
	return null;
}

/** Top of the scale: room above the highest of everything drawn; the scale starts at 0. */
export function sparkMax(lines: readonly SparkValues[], norm: number | null): number {
	const highest = Math.max(norm ?? 0, ...lines.flat().map((value) => value ?? 0));
	return highest === 0 ? 1 : highest * 1.12;
}

/** Moves a line to the left as minutes pass without a word: it then ends where the figures end. */
export function shiftLeft(values: SparkValues, steps: number): SparkValues {
	if (steps <= 0 || values.length === 0) return values;
	const gone = Math.min(steps, values.length);
	return [...values.slice(gone), ...new Array<null>(gone).fill(null)];
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
