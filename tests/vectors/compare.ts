/** How close a number must be: absolutely, relatively, or exactly. A key of an output field overrides it for that field. */
export type Tolerance = Readonly<Record<string, unknown>>;

/**
 * Compares what a vector expects with what was computed. Only the expected keys are looked at; null is equal to null alone.
 * @returns one line per difference; empty when all is equal
 */
export function differences(expected: unknown, actual: unknown, tolerance: Tolerance, path = '', key = ''): string[] {
	if (expected === null) return actual === null ? [] : [`${path}: expected null, got ${JSON.stringify(actual)}`];
	if (typeof expected === 'number') return isClose(expected, actual, tolerance, key) ? [] : [`${path}: expected ${expected}, got ${String(actual)}`];
	if (Array.isArray(expected)) {
		if (!Array.isArray(actual) || actual.length !== expected.length) return [`${path}: expected ${expected.length} values`];
		return expected.flatMap((value, index) => differences(value, actual[index], tolerance, `${path}[${index}]`, key));
	}
	if (typeof expected === 'object') {
		const wanted = expected as Readonly<Record<string, unknown>>; // neither null nor an array, see above
		const got = (actual ?? {}) as Readonly<Record<string, unknown>>; // a missing object has no keys
		return Object.keys(wanted).flatMap((name) => differences(wanted[name], got[name], tolerance, `${path}.${name}`, name));
	}
	return expected === actual ? [] : [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

function isClose(expected: number, actual: unknown, tolerance: Tolerance, key: string): boolean {
	if (typeof actual !== 'number' || Number.isNaN(actual)) return false;
	const own = tolerance[key];
	const bounds = (typeof own === 'number' ? { abs: own } : (own ?? tolerance)) as { abs?: number; rel?: number }; // as the files write it
	const difference = Math.abs(actual - expected);
	if (difference === 0) return true;
	if (bounds.abs !== undefined && difference <= bounds.abs) return true;
	return bounds.rel !== undefined && difference <= bounds.rel * Math.max(1e-300, Math.abs(expected));
}
