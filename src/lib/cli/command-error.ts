/** Something the person at the terminal can put right; the message says what. Exit code 1, or 2 for words that make no sense. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
	readonly exitCode: 1 | 2;

	constructor(message: string, exitCode: 1 | 2 = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}
