import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import { Differs, type VerifyListener } from '#lib/server/verify/verification.ts';
import { verify } from '#lib/server/verify/verify.ts';
import { CommandError } from './command-error.ts';
import { Progress } from './progress.ts';

/** `bereik verify`: says what it compared, and ends with 1 at the first thing that is not as the log says. */
export async function verifyStored(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const progress = new Progress('Verifying');
	try {
		const listener: VerifyListener = {
			verified: ({ what, result }) => console.log(`${what}: ${result}`),
			at: (what, seq) => progress.at(`${what}, ${seq} events`)
		};
		await verify(configuration.databaseFile, siteSettings(configuration), listener, configuration.postgres);
	} catch (error) {
		if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_'))
			throw new CommandError(`${configuration.databaseFile}, or its views, cannot be read: ${error.message}`);
		if (!(error instanceof Differs)) throw error;
		const { file, table, key, expected, found } = error.difference;
		throw new CommandError(
			`${file}, table ${table}, ${key}\n  expected: ${expected}\n  found:    ${found}\nNot everything is as the log says.`
		);
	}
	progress.done('everything is as the log says');
	console.log('Everything that is stored is as the log says.');
}
