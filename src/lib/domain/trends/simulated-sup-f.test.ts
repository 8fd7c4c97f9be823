import { expect, test } from 'vitest';
import { randomStream, standardNormal } from '../statistics/random.ts';
import { SegmentCosts } from '../statistics/segment-costs.ts';
import { normalsEach, type NullDesign, simulatedSupF, simulatedSupFs } from './simulated-sup-f.ts';
import { supF } from './sup-f.ts';

const whole = (n: number): number[] => Array.from({ length: n }, (_, step) => step);
const gaps = [0, 1, 2, 3, 7, 8, 9, 12, 13, 14, 15, 16, 20, 21];

/** The same series, each put together and searched on its own. */
function oneByOne(design: NullDesign, simulations: number, normals: Float64Array): Float64Array {
	const { steps, model, minSegment, persistence, period, from, to } = design;
	const each = normalsEach(design);
	const innovation = Math.sqrt(1 - persistence ** 2);
	return Float64Array.from({ length: simulations }, (_, no) => {
		const errors = [...normals.subarray(no * each, (no + 1) * each)];
		for (const [index, error] of errors.entries())
			if (index > 0) errors[index] = persistence * (errors[index - 1] ?? 0) + innovation * error;
		const values = steps.map((step) => errors[step] ?? Number.NaN);
		const freed = period === null ? values : withoutPattern(steps, values, period);
		const costs = new SegmentCosts(steps.slice(from, to), model);
		return supF(costs.load(freed.slice(from, to)), minSegment).f;
	}).sort();
}

function withoutPattern(steps: readonly number[], values: readonly number[], period: number): number[] {
	const rises = steps.flatMap((step, index) => {
		const later = steps.indexOf(step + period);
		return later < 0 ? [] : [(values[later] ?? 0) - (values[index] ?? 0)];
	});
	const slope = rises.reduce((sum, rise) => sum + rise, 0) / rises.length / period;
	return values.map((value, index) => {
		const alike = steps.flatMap((step, no) =>
			step % period === (steps[index] ?? 0) % period ? [(values[no] ?? 0) - slope * step] : []
		);
		return value - alike.reduce((sum, one) => sum + one, 0) / alike.length;
	});
}

test.each<[string, NullDesign]>([
	['years by a line', { ...of(whole(15), 'line', 4) }],
	['years by their mean', { ...of(whole(12), 'mean', 3) }],
	['years with gaps', { ...of(gaps, 'line', 4), persistence: 0.3 }],
	['weeks that fade', { ...of(whole(90), 'line', 8), persistence: 0.55 }],
	['weeks freed of a pattern', { ...of(whole(40), 'line', 5), persistence: 0.4, period: 8 }],
	['weeks with gaps freed of a pattern', { ...of(gaps, 'mean', 3), period: 7 }],
	['a stretch of weeks freed of a pattern', { ...of(whole(60), 'line', 5), period: 9, from: 13, to: 41 }]
])('series of %s give the figures that each gives on its own', (_, design) => {
	const random = randomStream(11, 'normals');
	const normals = Float64Array.from({ length: 60 * normalsEach(design) }, () => standardNormal(random));
	const expected = oneByOne(design, 60, normals);
	for (const [index, f] of simulatedSupF(design, 60, normals).entries())
		expect(f / (expected[index] ?? 0)).toBeCloseTo(1, 9);
});

test('stretches of one series that are simulated together give what each gives by itself', () => {
	const random = randomStream(12, 'normals');
	const design = { ...of(whole(70), 'line', 5), persistence: 0.5, period: 9 };
	const normals = Float64Array.from({ length: 40 * normalsEach(design) }, () => standardNormal(random));
	const stretches = [
		{ from: 0, to: 31 },
		{ from: 31, to: 70 },
		{ from: 12, to: 22 }
	];
	const together = simulatedSupFs(design, stretches, 40, normals);
	expect(together).toHaveLength(3);
	for (const [index, stretch] of stretches.entries())
		expect(together[index]).toEqual(simulatedSupF({ ...design, ...stretch }, 40, normals));
	expect(together[0]).not.toEqual(together[1]);
});

test('a series of other normals gives another figure: the comparison can fail', () => {
	const design = of(whole(15), 'line', 4);
	const normals = Float64Array.from({ length: 15 }, (_, index) => Math.sin(index * index));
	const [one] = simulatedSupF(design, 1, normals);
	const [other] = oneByOne(design, 1, normals.toReversed().fill(0.5, 3, 5));
	expect((one ?? 0) / (other ?? 0)).not.toBeCloseTo(1, 3);
});

function of(steps: readonly number[], model: NullDesign['model'], minSegment: number): NullDesign {
	return { steps, model, minSegment, persistence: 0, period: null, from: 0, to: steps.length };
}
