import { betaProbability } from '#lib/domain/statistics/beta.ts';

/**
 * Other ways to date a break, which the product does not show: long series only (Bai), or no date at all (CUSUM). They are here as
 * a second opinion, held against published values themselves.
 */

/**
 * The 95 % interval of a break in the mean, as numbers of values before it: [earliest, found, latest]; each stretch with a
 * variance of its own.
 * Source: Bai 1997, as in the R package strucchange.
 */
export function baiInterval(values: readonly number[], before: number): [number, number, number] {
	const [old, after] = [momentsOf(values.slice(0, before)), momentsOf(values.slice(before))];
	const [phiOld, phiAfter] = [Math.sqrt(old.variance), Math.sqrt(after.variance)];
	const atMost = (x: number): number => argMaxProbability(x, (phiAfter / phiOld) ** 2);
	const scale = old.variance / (after.mean - old.mean) ** 2;
	const upper = crossing((x) => atMost(x) < 0.975, 0, 1000) * scale;
	const lower = crossing((x) => atMost(x) < 0.025, -1000, 0) * scale;
	return [before - Math.ceil(upper), before, before - Math.floor(lower)];
}

/** Largest cumulated residual from the mean, in standard errors. */
export function cusum(values: readonly number[]): number {
	const { mean, variance } = momentsOf(values);
	const n = values.length;
	let sum = 0;
	let largest = 0;
	for (const value of values) largest = Math.max(largest, Math.abs((sum += value - mean)));
	return largest / (Math.sqrt((variance * n) / (n - 1)) * Math.sqrt(n));
}

/** Distribution of where a two-sided Brownian motion with drift is highest; phi is the ratio of the variances after and before. */
function argMaxProbability(x: number, phi: number): number {
	const z = Math.abs(x);
	if (x < 0) {
		const fraction = 1 / phi;
		return (
			-Math.exp(Math.log(z) / 2 - z / 8 - Math.log(2 * Math.PI) / 2) -
			((phi * (phi + 2)) / (phi + 1)) *
				Math.exp((fraction * (1 + fraction) * z) / 2 + logTail((0.5 + fraction) * Math.sqrt(z))) +
			Math.exp(Math.log(z / 2 - 2 + (phi + 2) ** 2 / (phi + 1)) + logTail(Math.sqrt(z) / 2))
		);
	}
	const fraction = 1 / phi;
	return (
		1 +
		Math.sqrt(fraction) * Math.exp(Math.log(z) / 2 - (fraction * z) / 8 - Math.log(2 * Math.PI) / 2) +
		((1 / phi) * ((2 * phi + 1) / (phi + 1))) *
			Math.exp(((phi + 1) * z) / 2 + logTail(((phi + 0.5) / Math.sqrt(phi)) * Math.sqrt(z))) -
		Math.exp(
			Math.log((1 + 2 * phi) ** 2 / ((phi + 1) * phi) - 2 + (fraction * z) / 2) + logTail((Math.sqrt(fraction) * Math.sqrt(z)) / 2)
		)
	);
}

/** Logarithm of the probability that a standard normal lies above z ≥ 0. */
function logTail(z: number): number {
	// Far out by the continued fraction of Laplace; nearer through a beta distribution that a normal cannot be told from.
	if (z > 5) {
		let fraction = z;
		for (let term = 200; term >= 1; term--) fraction = z + term / fraction;
		return -(z * z) / 2 - Math.log(2 * Math.PI) / 2 - Math.log(fraction);
	}
	const degrees = 1e12;
	return Math.log(betaProbability(degrees / (degrees + z * z), degrees / 2, 0.5) / 2);
}

function crossing(isBelow: (x: number) => boolean, from: number, to: number): number {
	let [low, high] = [from, to];
	for (let step = 0; step < 200; step++) {
		const middle = (low + high) / 2;
		if (isBelow(middle)) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

function momentsOf(values: readonly number[]) {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	return { mean, variance };
}
