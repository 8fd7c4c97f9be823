/** Places in one direction; the board stands on a grid of this many by this many. */
const PLACES = 7;
/** Board units between two places: at most 6 units away from the middle. */
const STEP = 2;

/**
 * Where the whole board stands this minute, in board units from its middle. A panel that hangs for months burns in what
 * never moves; one step a minute is too small to notice and visits all 49 places in 49 minutes, never two far ones in a row.
 * @param minute minutes since any fixed instant
 */
export function pixelShift(minute: number): Readonly<{ x: number; y: number }> {
	const place = ((Math.floor(minute) % (PLACES * PLACES)) + PLACES * PLACES) % (PLACES * PLACES);
	const row = Math.floor(place / PLACES);
	// Every other row backwards, so that a step is always to a neighbour.
	const column = row % 2 === 0 ? place % PLACES : PLACES - 1 - (place % PLACES);
	const middle = (PLACES - 1) / 2;
	return { x: (column - middle) * STEP, y: (row - middle) * STEP };
}
