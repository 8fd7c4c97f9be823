/** A log cannot be moved as things are; the message says why and what to do, and has no password in it. */
export class MoveRefused extends Error {
	override readonly name = 'MoveRefused';
}
