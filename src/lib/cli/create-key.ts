import { keyScopes, type KeyScope } from '#lib/server/access/api-keys.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { CommandError } from './command-error.ts';
import { openLogAccess } from './log-access.ts';

/** `bereik keys create`: the key alone goes to standard output, so that a script can take it. */
export async function createKey({ source, scope }: { source: string; scope: readonly string[] }): Promise<void> {
	const access = await openLogAccess(readConfiguration(process.env));
	try {
		console.log(await access.createKey(source, scope.filter(isScope)));
		console.error(`A key for ${source} (${scope.join(', ')}), good for a year. It is not shown again.`);
	} catch (error) {
		if (error instanceof RangeError) throw new CommandError(error.message, 2);
		throw error;
	} finally {
		await access.close();
	}
}

function isScope(text: string): text is KeyScope {
	return keyScopes.some((scope) => scope === text);
}
