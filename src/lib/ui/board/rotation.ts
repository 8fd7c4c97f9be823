/** The boards a wall can show, in the order of its header. */
export const boardNames = ['now', 'today'] as const;

/** One of {@link boardNames}. */
export type BoardName = (typeof boardNames)[number];

/** Which board is in view, and for how long it has been. */
export type Rotation = Readonly<{ shown: BoardName; seconds: number; isPaused: boolean }>;

/** A board stays this long when nobody asked for something else. */
export const SECONDS_PER_BOARD = 20;
/** A board that goes sooner cannot be read; one that stays longer keeps *Now* away too long. */
const fewestSeconds = 15;
const mostSeconds = 60;

/** Where a wall starts: with *Now*. */
export const startOfRotation: Rotation = { shown: 'now', seconds: 0, isPaused: false };

/**
 * Lets a second pass.
 * @param secondsPerBoard how long a board stays
 * @param pinned a board that has to stay in view, such as *Now* while an alarm waits for someone; null = none
 */
export function passSecond(rotation: Rotation, secondsPerBoard: number, pinned: BoardName | null = null): Rotation {
	if (pinned !== null) return { ...rotation, shown: pinned, seconds: 0 };
	if (rotation.isPaused) return rotation;
	const seconds = rotation.seconds + 1;
	return seconds < secondsPerBoard ? { ...rotation, seconds } : turn(rotation, 1);
}

/** Shows another board: 1 is the next, −1 the one before. Its time starts anew; a pause stays one. */
export function turn(rotation: Rotation, by: 1 | -1): Rotation {
	const place = boardNames.indexOf(rotation.shown) + by + boardNames.length;
	return { ...rotation, shown: boardNames[place % boardNames.length] ?? 'now', seconds: 0 };
}

/** Stops the rotation, or lets it go on where it was. */
export function togglePause(rotation: Rotation): Rotation {
	return { ...rotation, isPaused: !rotation.isPaused };
}

/** What a key of the keyboard or the remote control does; null = nothing here. */
export function onKey(rotation: Rotation, key: string): Rotation | null {
	switch (key) {
		case 'ArrowRight':
			return turn(rotation, 1);
		case 'ArrowLeft':
			return turn(rotation, -1);
		case ' ':
			return togglePause(rotation);
		default:
			return null;
	}
}

/** The board an address asks for (`?page=`), null when it asks for none that there is. */
export function askedBoard(page: string | null): BoardName | null {
	return boardNames.find((name) => name === page) ?? null;
}

/** Seconds per board that an address asks for (`?seconds=`), kept between what can be read and what is too long. */
export function askedSeconds(seconds: string | null): number {
	const asked = seconds === null || !/^\d{1,4}$/.test(seconds) ? SECONDS_PER_BOARD : Number(seconds);
	return Math.min(mostSeconds, Math.max(fewestSeconds, asked));
}
