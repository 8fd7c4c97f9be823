/**
 * Where the clock of the night stands in a minute, as shares of the room that is left beside and above it, 0 to 1 each. It jumps every
 * minute and covers the screen evenly (the additive recurrence of the plastic number, M. Roberts 2018), so that no place is lit for long.
 * @param minute minutes since any fixed instant
 */
export function nightPlace(minute: number): Readonly<{ x: number; y: number }> {
	const step = Math.floor(minute);
	return { x: fraction(step * 0.7548776662466927), y: fraction(step * 0.5698402909980532) };
}

function fraction(value: number): number {
	return value - Math.floor(value);
}
