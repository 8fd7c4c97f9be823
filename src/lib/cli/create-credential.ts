import { readConfiguration } from '#lib/server/configuration.ts';
import { CommandError } from './command-error.ts';
import type { CredentialWork } from './credential-work.ts';
import { openLogAccess } from './log-access.ts';

/**
 * Makes something that opens the door to a source, and writes it alone to standard output. A log is begun for it where there is
 * none yet: keys come before events.
 * @throws CommandError naming the option that cannot be
 */
export async function createCredential(make: (work: CredentialWork) => Promise<string>): Promise<void> {
	const access = await openLogAccess(readConfiguration(process.env));
	try {
		console.log(await make(access.credentials));
	} catch (error) {
		if (error instanceof RangeError) throw new CommandError(error.message, 2);
		throw error;
	} finally {
		await access.close();
	}
}
