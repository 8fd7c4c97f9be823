import { keyScopes, type KeyScope } from '#lib/server/access/api-keys.ts';
import { longestLifeDays } from '#lib/server/access/credential-terms.ts';
import { createCredential } from './create-credential.ts';

/** `bereik keys create`: the key alone goes to standard output, so that a script can take it. */
export async function createKey(options: {
	source: string;
	scope: readonly string[];
	expires?: number;
}): Promise<void> {
	const { source, scope, expires = null } = options;
	await createCredential((work) => work.createKey({ source, scopes: scope.filter(isScope), days: expires }));
	console.error(
		`A key for ${source} (${scope.join(', ')}), good for ${expires ?? longestLifeDays} days. It is not shown again.`
	);
}

function isScope(text: string): text is KeyScope {
	return keyScopes.some((scope) => scope === text);
}
