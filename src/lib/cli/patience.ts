import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { isListening } from '#lib/server/control/control-socket.ts';
import { writerPatienceMs } from '#lib/server/database/sqlite/writer-lock.ts';

/**
 * How long a command waits for the right to write a log. A server that listens does not let go of it, and does what is asked
 * at once; another command, or a server that is just going, soon does.
 */
export async function patienceFor(databaseFile: string): Promise<number> {
	return (await isListening(controlSocketPath(databaseFile))) ? 0 : writerPatienceMs;
}
