/** A backup could not be made, or cannot be used; the message says what and why. */
export class BackupFailed extends Error {
	override readonly name = 'BackupFailed';
}
