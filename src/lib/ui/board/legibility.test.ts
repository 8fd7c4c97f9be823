import { expect, test } from 'vitest';
import { arcMinutes, LEAST_ARC_MINUTES, legibilityOf, legibleMetres, letterRoles } from './legibility.ts';

test.each([
	{ role: 'hero', inches: 55, metres: 5, minutes: 76 },
	{ role: 'hero', inches: 55, metres: 10, minutes: 38 },
	{ role: 'hero', inches: 75, metres: 10, minutes: 52 },
	{ role: 'value', inches: 55, metres: 5, minutes: 46 },
	{ role: 'value', inches: 75, metres: 10, minutes: 31 },
	{ role: 'label', inches: 55, metres: 5, minutes: 17 },
	{ role: 'label', inches: 55, metres: 10, minutes: 8 },
	{ role: 'label', inches: 43, metres: 5, minutes: 13 },
	{ role: 'note', inches: 55, metres: 3.5, minutes: 16 }
] as const)('$role on $inches inches at $metres m looks $minutes minutes of arc high', (row) => {
	expect(Math.round(arcMinutes(row.role, row.inches, row.metres))).toBe(row.minutes);
});

test('a size is legible exactly as far as it looks high enough', () => {
	for (const role of letterRoles)
		for (const inches of [20, 43, 55, 120])
			expect(arcMinutes(role, inches, legibleMetres(role, inches))).toBeCloseTo(LEAST_ARC_MINUTES, 9);
	expect(legibleMetres('label', 55)).toBeCloseTo(5.17, 2);
});

test('a panel too small for its farthest reader is refused, and the smallest that will do is named', () => {
	expect(legibilityOf(43, 5)).toMatchObject({ isLegible: false, advisedInches: 55 });
	expect(legibilityOf(55, 5)).toMatchObject({ isLegible: true, advisedInches: 55 });
	expect(legibilityOf(75, 20)).toMatchObject({ isLegible: false, advisedInches: null });
	for (const metres of [1, 3, 5, 7, 9]) {
		const { advisedInches } = legibilityOf(20, metres);
		if (advisedInches === null) throw new Error(`nothing is advised at ${metres} m`);
		expect(legibilityOf(advisedInches, metres).isLegible, String(metres)).toBe(true);
	}
});
