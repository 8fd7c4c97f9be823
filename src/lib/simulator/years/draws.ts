import { happens, type RandomStream, standardNormal } from '#lib/domain/statistics/random.ts';

/** Beyond so many expected cases a normal is as good, and does not take as long. */
const mostByOne = 30;

/** How many of independent arrivals come, where so many are expected (Poisson). */
export function arrivalCount(random: RandomStream, expected: number): number {
	if (expected > mostByOne) return rounded(expected, Math.sqrt(expected), random, Infinity);
	const end = Math.exp(-expected);
	let count = 0;
	for (let left = random(); left > end; left *= random()) count++;
	return count;
}

/** How many of so many do what each does with a probability (binomial). */
export function shareCount(random: RandomStream, of: number, probability: number): number {
	const p = Math.min(1, Math.max(0, probability));
	if (of === 0 || p === 0) return 0;
	if (p > 0.5) return of - shareCount(random, of, 1 - p);
	if (of * p > mostByOne) return rounded(of * p, Math.sqrt(of * p * (1 - p)), random, of);
	if (of <= 12) {
		let count = 0;
		for (let one = 0; one < of; one++) if (happens(random, p)) count++;
		return count;
	}
	// From one that does to the next: the gaps are geometric.
	const logarithm = Math.log(1 - p);
	let count = -1;
	for (let place = 0; place <= of; count++) place += Math.floor(Math.log(1 - random()) / logarithm) + 1;
	return count;
}

/**
 * Sum of so many independent durations.
 * @param variation standard deviation of one of them, as a share of their mean
 */
export function durationSum(random: RandomStream, count: number, meanMs: number, variation: number): number {
	if (count === 0) return 0;
	const sum = meanMs * (count + variation * Math.sqrt(count) * standardNormal(random));
	return Math.round(Math.max(sum, 0.2 * meanMs * count));
}

function rounded(mean: number, spread: number, random: RandomStream, most: number): number {
	return Math.min(most, Math.max(0, Math.round(mean + spread * standardNormal(random))));
}
