import { readConfiguration } from '#lib/server/configuration.ts';
import { CommandError } from './command-error.ts';
import { type LogAccess, openLogAccess } from './log-access.ts';
import { isThereLog } from './read-log.ts';

/**
 * Does some work on the log of the environment, where there is one: to look for something is no reason to make a log.
 * @throws CommandError when there is no log
 */
export async function withLog<Result>(work: (access: LogAccess) => Promise<Result>): Promise<Result> {
	const configuration = readConfiguration(process.env);
	if (!isThereLog(configuration)) throw new CommandError(`${configuration.databaseFile}: there is no event log`);
	const access = await openLogAccess(configuration);
	try {
		return await work(access);
	} finally {
		await access.close();
	}
}

/** A moment in UTC, to the second. */
export function moment(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
