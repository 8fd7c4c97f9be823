/** How a neighbourhood is smoothed. */
export type LoessSettings = Readonly<{
	/** How many neighbours count, odd; more than there are widen the curve without end. */
	window: number;
	/** A constant (0) or a line (1) in each neighbourhood. */
	degree: 0 | 1;
	/** Fitted at every so many points, joined by lines between. */
	jump: number;
}>;

/**
 * Locally weighted regression of equally spaced values, at their own places.
 * Source: Cleveland 1979; neighbourhoods and the joining of jumps as in Cleveland, Cleveland, McRae and Terpenning 1990.
 * @param trust how much each value counts, or null when all count alike
 */
export function loess(values: Float64Array, settings: LoessSettings, trust: Float64Array | null): Float64Array {
	const n = values.length;
	const smooth = new Float64Array(n);
	if (n < 2) return values.slice();
	const { window } = settings;
	const jump = Math.min(settings.jump, n - 1);
	const half = (window + 1) >> 1;
	let left = 0;
	let right = Math.min(window, n) - 1;
	const fitAt = (index: number): number =>
		loessAt(values, settings, index, left, right, trust) ?? values[index] ?? Number.NaN;
	for (let index = 0; index < n; index += jump) {
		if (window < n) {
			left = Math.min(Math.max(0, index + 1 - half), n - window);
			right = left + window - 1;
		}
		smooth[index] = fitAt(index);
	}
	if (jump === 1) return smooth;
	const lastFitted = Math.floor((n - 1) / jump) * jump;
	for (let index = 0; index < lastFitted; index += jump) join(smooth, index, index + jump);
	if (lastFitted !== n - 1) {
		// The neighbourhood stays that of the last point fitted: so the published programme has it.
		smooth[n - 1] = fitAt(n - 1);
		join(smooth, lastFitted, n - 1);
	}
	return smooth;
}

/**
 * The smooth at one place, which may lie beyond the values, from the neighbours `left` to `right`.
 * @returns null when no neighbour counts
 */
export function loessAt(
	values: Float64Array,
	{ window, degree }: LoessSettings,
	place: number,
	left: number,
	right: number,
	trust: Float64Array | null
): number | null {
	const n = values.length;
	const reach = Math.max(place - left, right - place) + (window > n ? (window - n) >> 1 : 0);
	const count = right - left + 1;
	if (scratch.length < count) scratch = new Float64Array(2 * count);
	const weights = scratch;
	const [near, far] = [0.001 * reach, 0.999 * reach];
	let total = 0;
	for (let offset = 0; offset < count; offset++) {
		const distance = Math.abs(left + offset - place);
		if (distance > far) {
			weights[offset] = 0;
			continue;
		}
		const part = distance / reach;
		const cube = 1 - part * part * part;
		const weight = (distance <= near ? 1 : cube * cube * cube) * (trust === null ? 1 : (trust[left + offset] ?? 1));
		total += weights[offset] = weight;
	}
	if (total <= 0) return null;
	let centre = 0;
	for (let offset = 0; offset < count; offset++)
		centre += (weights[offset] = (weights[offset] ?? 0) / total) * (left + offset);
	let tilt = 0;
	if (reach > 0 && degree === 1) {
		let spread = 0;
		for (let offset = 0; offset < count; offset++) {
			const away = left + offset - centre;
			spread += (weights[offset] ?? 0) * away * away;
		}
		// A line through neighbours at one place has no slope to speak of.
		if (Math.sqrt(spread) > 0.001 * (n - 1)) tilt = (place - centre) / spread;
	}
	let smooth = 0;
	for (let offset = 0; offset < count; offset++)
		smooth += (weights[offset] ?? 0) * (tilt * (left + offset - centre) + 1) * (values[left + offset] ?? 0);
	return smooth;
}

/** A series is smoothed at thousands of places: their weights are written over each other. */
let scratch = new Float64Array(64);

function join(smooth: Float64Array, from: number, to: number): void {
	const start = smooth[from] ?? 0;
	const slope = ((smooth[to] ?? 0) - start) / (to - from);
	for (let index = from + 1; index < to; index++) smooth[index] = start + slope * (index - from);
}
