/** The log's file, or one that belongs to it, cannot be used; the message names it and says why. */
export class LogUnfit extends Error {
	override readonly name = 'LogUnfit';
}

/** Says of an error of the file system, of SQLite or of our own checks which file it is about; any other stays as it is. */
export function asLogUnfit(file: string, error: unknown): unknown {
	if (!(error instanceof Error) || (error.name !== 'Error' && error.name !== 'SqliteError')) return error;
	const reason = error.message.startsWith(file) ? error.message : `${file} cannot be opened: ${error.message}`;
	return new LogUnfit(reason, { cause: error });
}
