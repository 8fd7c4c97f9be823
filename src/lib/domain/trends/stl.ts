import { loess, loessAt, type LoessSettings } from './loess.ts';

/** A series taken apart; at every place the three add up to it. */
export type Decomposition = Readonly<{ seasonal: Float64Array; trend: Float64Array; remainder: Float64Array }>;

/** How STL smooths. */
export type StlSettings = Readonly<{
	/** After how many values the pattern comes back. */
	period: number;
	seasonal: LoessSettings;
	trend: LoessSettings;
	low: LoessSettings;
	/** Passes over season and trend between two looks at outliers. */
	inner: number;
	/** Looks at outliers; 0 counts every value alike. */
	outer: number;
	/** One pattern for the whole series: what was smoothed of it is replaced by its mean at each place of the period. */
	isPeriodic: boolean;
}>;

/**
 * Settings for one pattern that stays the same through the whole series, with the windows that the authors derive from it.
 * @param isRobust whether single odd values (a closed week, an outage) count less
 */
export function periodicStl(length: number, period: number, isRobust: boolean): StlSettings {
	const window = 10 * length + 1;
	const trend = odd(Math.ceil((1.5 * period) / (1 - 1.5 / window)));
	const low = odd(period);
	return {
		period,
		seasonal: { window, degree: 0, jump: Math.ceil(window / 10) },
		trend: { window: trend, degree: 1, jump: Math.ceil(trend / 10) },
		low: { window: low, degree: 1, jump: Math.ceil(low / 10) },
		inner: isRobust ? 1 : 2,
		outer: isRobust ? 15 : 0,
		isPeriodic: true
	};
}

/**
 * Season, trend and remainder of consecutive values by loess. No value may be missing.
 * Source: Cleveland, Cleveland, McRae and Terpenning 1990, "STL: a seasonal-trend decomposition procedure based on loess".
 * @throws RangeError when there are fewer than two periods
 */
export function stl(values: ArrayLike<number>, settings: StlSettings): Decomposition {
	const series = Float64Array.from(values);
	const n = series.length;
	if (!(settings.period >= 2 && n >= 2 * settings.period))
		throw new RangeError(`two periods of at least 2 are needed, got ${n} values for a period of ${settings.period}`);
	let seasonal: Float64Array = new Float64Array(n);
	let trend: Float64Array = new Float64Array(n);
	let trust: Float64Array | null = null;
	for (let look = 0; look <= settings.outer; look++) {
		if (look > 0) trust = trustOf(series, seasonal, trend);
		for (let pass = 0; pass < settings.inner; pass++) {
			const detrended = minus(series, trend);
			const cycles = smoothedCycles(detrended, settings, trust);
			const drift = loess(movingAverages(cycles, settings.period), settings.low, null);
			seasonal = minus(cycles.subarray(settings.period, settings.period + n), drift);
			trend = loess(minus(series, seasonal), settings.trend, trust);
		}
	}
	if (settings.isPeriodic) seasonal = meansByPhase(seasonal, settings.period);
	return { seasonal, trend, remainder: minus(minus(series, seasonal), trend) };
}

/** Each place of the period smoothed over the periods, one period further to both sides. */
function smoothedCycles(detrended: Float64Array, settings: StlSettings, trust: Float64Array | null): Float64Array {
	const { period, seasonal } = settings;
	const n = detrended.length;
	const cycles = new Float64Array(n + 2 * period);
	for (let phase = 0; phase < period; phase++) {
		const count = Math.floor((n - phase - 1) / period) + 1;
		const own = everyPeriod(detrended, phase, period, count);
		const ownTrust = trust === null ? null : everyPeriod(trust, phase, period, count);
		const smooth = loess(own, seasonal, ownTrust);
		const right = Math.min(seasonal.window, count) - 1;
		const left = Math.max(0, count - seasonal.window);
		const before = loessAt(own, seasonal, -1, 0, right, ownTrust) ?? smooth[0] ?? 0;
		const after = loessAt(own, seasonal, count, left, count - 1, ownTrust) ?? smooth[count - 1] ?? 0;
		cycles[phase] = before;
		for (let cycle = 0; cycle < count; cycle++) cycles[phase + (cycle + 1) * period] = smooth[cycle] ?? 0;
		cycles[phase + (count + 1) * period] = after;
	}
	return cycles;
}

function everyPeriod(from: Float64Array, phase: number, period: number, count: number): Float64Array {
	const own = new Float64Array(count);
	for (let cycle = 0; cycle < count; cycle++) own[cycle] = from[phase + cycle * period] ?? 0;
	return own;
}

/** Over one period, over one period again, and over three: what moves slower than the pattern. */
function movingAverages(cycles: Float64Array, period: number): Float64Array {
	return movingAverage(movingAverage(movingAverage(cycles, period), period), 3);
}

function movingAverage(values: Float64Array, width: number): Float64Array {
	const averages = new Float64Array(values.length - width + 1);
	let sum = 0;
	for (let index = 0; index < values.length; index++) {
		sum += (values[index] ?? 0) - (index >= width ? (values[index - width] ?? 0) : 0);
		if (index >= width - 1) averages[index - width + 1] = sum / width;
	}
	return averages;
}

/** Bisquare of the residuals: values further off than six median residuals do not count at all. */
function trustOf(series: Float64Array, seasonal: Float64Array, trend: Float64Array): Float64Array {
	const sizes = minus(minus(series, trend), seasonal).map(Math.abs);
	const sorted = sizes.toSorted();
	const n = sorted.length;
	const limit = 3 * ((sorted[n >> 1] ?? 0) + (sorted[n - (n >> 1) - 1] ?? 0));
	return sizes.map((size) => {
		if (size <= 0.001 * limit) return 1;
		return size <= 0.999 * limit ? (1 - (size / limit) ** 2) ** 2 : 0;
	});
}

function meansByPhase(values: Float64Array, period: number): Float64Array {
	const sums = new Float64Array(period);
	const counts = new Float64Array(period);
	for (const [index, value] of values.entries()) {
		sums[index % period] = (sums[index % period] ?? 0) + value;
		counts[index % period] = (counts[index % period] ?? 0) + 1;
	}
	return values.map((_, index) => (sums[index % period] ?? 0) / (counts[index % period] ?? 1));
}

function minus(values: Float64Array, taken: Float64Array): Float64Array {
	const left = new Float64Array(values.length);
	for (let index = 0; index < left.length; index++) left[index] = (values[index] ?? 0) - (taken[index] ?? 0);
	return left;
}

/** The odd number at or above. */
function odd(value: number): number {
	return value % 2 === 0 ? value + 1 : value;
}
