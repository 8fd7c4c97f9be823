/**
 * Probability that a beta variable with these shapes (above 0, not necessarily whole) is at most `x`: the regularised
 * incomplete beta function, from which binomial tails and Student's t follow.
 * Continued fraction of Didonato and Morris by Lentz's method; its number of steps grows with the root of the shapes, so it
 * holds for millions of contacts.
 * @see docs/decisions/0017-distributions-by-hand-sketches-from-a-library.md
 */
export function betaProbability(x: number, a: number, b: number): number {
	if (!(a > 0 && b > 0)) throw new RangeError(`shapes above 0 are needed, got ${a} and ${b}`);
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	// The fraction converges fast on one side of the mean only; on the other side the complement is computed.
	const probability =
		x <= (a + 1) / (a + b + 2)
			? (weight(x, a, b) * fraction(x, a, b)) / a
			: 1 - (weight(1 - x, b, a) * fraction(1 - x, b, a)) / b;
	return Math.min(1, Math.max(0, probability));
}

/** The `x` at which {@link betaProbability} is `p`, by Newton's method inside a shrinking bracket. */
export function betaQuantile(p: number, a: number, b: number): number {
	if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability is needed, got ${p}`);
	if (p === 0 || p === 1) return p;
	let low = 0;
	let high = 1;
	let x = a / (a + b);
	for (let step = 0; step < 500 && high - low > 4 * Number.EPSILON * high; step++) {
		const error = betaProbability(x, a, b) - p;
		if (error === 0) return x;
		if (error > 0) high = x;
		else low = x;
		const newton = x - (error * x * (1 - x)) / weight(x, a, b);
		const next = newton > low && newton < high ? newton : (low + high) / 2;
		if (Math.abs(next - x) <= 2 * Number.EPSILON * x) return next;
		x = next;
	}
	return x;
}

/** x^a (1 − x)^b ÷ B(a, b), arranged around the mean so that large shapes do not cancel. */
function weight(x: number, a: number, b: number): number {
	const n = a + b;
	const fromMean = x - a / n;
	const exponent =
		a * logAround((x * n) / a, (fromMean * n) / a) + b * logAround(((1 - x) * n) / b, (-fromMean * n) / b);
	return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent + stirling(n) - stirling(a) - stirling(b));
}

/** ln(ratio) − u, with u = ratio − 1; the linear parts of the two terms of `weight` add up to nothing. */
function logAround(ratio: number, u: number): number {
	return (Math.abs(u) < 0.5 ? Math.log1p(u) : Math.log(ratio)) - u;
}

/** ln Γ(z) less Stirling's formula for it. */
function stirling(z: number): number {
	let correction = 0;
	let at = z;
	while (at < 12) {
		correction += (at + 0.5) * Math.log1p(1 / at) - 1;
		at += 1;
	}
	const square = at * at;
	return (
		correction +
		(1 / 12 -
			(1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) / square) /
			at
	);
}

function fraction(x: number, a: number, b: number): number {
	const tiny = 1e-300;
	const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
	let c = 1;
	let d = 1 / away(1 - ((a + b) * x) / (a + 1));
	let result = d;
	const mostSteps = 200 + 20 * Math.sqrt(Math.max(a, b));
	for (let m = 1; m <= mostSteps; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / away(1 + even * d);
		c = away(1 + even / c);
		result *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / away(1 + odd * d);
		c = away(1 + odd / c);
		result *= d * c;
		if (Math.abs(d * c - 1) < 1e-15) return result;
	}
	throw new RangeError(`the incomplete beta function does not converge at ${x} for shapes ${a} and ${b}`);
}
