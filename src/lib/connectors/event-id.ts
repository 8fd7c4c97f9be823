/** Where an event comes from: what its id is made of. */
export type EventOrigin = Readonly<{
	/** The foreign system's stable name. */
	source: string;
	/** When it happened, UTC epoch ms. */
	at: number;
	/** The foreign record's text, without its line ending. */
	record: string;
	/** Tells the events of one record apart; left out for a record's only event. */
	part?: string | undefined;
}>;

/**
 * The id of an event that is derived from a foreign record without an id of its own: `<time in base 36>-<hash>`. The same
 * record of the same system has the same id for ever. Time comes first because ids then arrive nearly in order, which
 * keeps the log's unique index local.
 */
export function eventId({ source, at, record, part }: EventOrigin): string {
	// A line feed can be in none of the three, so no two origins run together to one text.
	const text = part === undefined ? `${source}\n${record}` : `${source}\n${record}\n${part}`;
	return `${at.toString(36)}-${hash64(text)}`;
}

/**
 * A 64-bit hash as 14 characters of base 36. Not for secrets: whoever wants a collision can make one.
 *
 * By chance, n texts collide with probability n² / 2⁶⁵: for the ten million lines of a large log 2.7 × 10⁻⁶. Ids also
 * carry the time, so only lines of one instant can meet: at 100 lines a second that is 10⁷ × 99 / 2⁶⁵ = 2.7 × 10⁻¹¹.
 */
export function hash64(text: string): string {
	let left = 0x2c1b3c6d;
	let right = 0x297a2d39;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		// Every step is a bijection of its lane, so nothing is lost on the way. The lanes differ in multiplier and rotation
		// (without the rotation high bits would never reach low ones), so that a collision in one says nothing of the other.
		left = Math.imul(((left << 13) | (left >>> 19)) ^ unit, 0x9e3779b1);
		right = Math.imul(((right << 17) | (right >>> 15)) ^ unit, 0x85ebca77);
	}
	left = scramble(left ^ text.length);
	right = scramble(right ^ left);
	return lane(left) + lane(right);
}

/** Makes every bit of the result depend on every bit of the value (the finishing step of MurmurHash3). */
function scramble(value: number): number {
	let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return mixed ^ (mixed >>> 16);
}

function lane(value: number): string {
	return (value >>> 0).toString(36).padStart(7, '0');
}
