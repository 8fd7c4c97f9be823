/** What stands on a board, with the size of its letters in board units (a 1080th of the panel's short side). */
const letterUnits = { hero: 240, value: 144, label: 52, note: 36 } as const;
/** One of the sizes of letters on a board. */
export type LetterRole = keyof typeof letterUnits;
/** The sizes there are, the largest first. */
export const letterRoles = ['hero', 'value', 'label', 'note'] as const satisfies readonly LetterRole[];

/** Height of a digit in its letter size, of the face the boards are set in. */
const digitShare = 0.73;
/** Letters lower than this are not read with ease: ISO 9241-3, in minutes of arc. */
export const LEAST_ARC_MINUTES = 16;
const metresPerInch = 0.0254;
const minutesPerRadian = (180 * 60) / Math.PI;
/** Short side of a 16:9 panel as a part of its diagonal; upright it is the same side. */
const shortSide = 9 / Math.hypot(16, 9);
/** Sizes panels are sold in, inches. */
const soldInches = [32, 43, 50, 55, 65, 75, 85, 98, 110];

/** Height of the digits of a size on a panel, in metres. */
function digitMetres(role: LetterRole, diagonalInches: number): number {
	return ((letterUnits[role] * digitShare) / 1080) * diagonalInches * metresPerInch * shortSide;
}

/** How high the digits of a size look from a distance, in minutes of arc: 2 · atan(height / (2 · distance)). */
export function arcMinutes(role: LetterRole, diagonalInches: number, metres: number): number {
	return 2 * Math.atan(digitMetres(role, diagonalInches) / (2 * metres)) * minutesPerRadian;
}

/** From how far a size is read with ease, in metres: where it looks {@link LEAST_ARC_MINUTES} high. */
export function legibleMetres(role: LetterRole, diagonalInches: number): number {
	return digitMetres(role, diagonalInches) / (2 * Math.tan(LEAST_ARC_MINUTES / minutesPerRadian / 2));
}

/**
 * Whether the names on a board can be read from where its farthest reader is.
 * `advisedInches`: the smallest panel on sale on which they can; null where none is.
 */
export type Legibility = Readonly<{
	isLegible: boolean;
	labelMinutes: number;
	labelMetres: number;
	advisedInches: number | null;
}>;

/** Looks at a panel and its farthest reader; both greater than 0. */
export function legibilityOf(diagonalInches: number, metres: number): Legibility {
	const isEnough = (inches: number): boolean => arcMinutes('label', inches, metres) >= LEAST_ARC_MINUTES;
	return {
		isLegible: isEnough(diagonalInches),
		labelMinutes: arcMinutes('label', diagonalInches, metres),
		labelMetres: legibleMetres('label', diagonalInches),
		advisedInches: soldInches.find(isEnough) ?? null
	};
}
