import { longestLifeDays } from '#lib/server/access/credential-terms.ts';
import { momentCells, momentsHead } from './administer-keys.ts';
import { CommandError } from './command-error.ts';
import { createCredential } from './create-credential.ts';
import { textTable } from './text-table.ts';
import { withLog } from './with-log.ts';

/** `bereik webhook-secrets create`: the secret alone goes to standard output. */
export async function createWebhookSecret(options: { source: string; expires?: number }): Promise<void> {
	const { source, expires = null } = options;
	await createCredential((work) => work.createWebhookSecret({ source, days: expires }));
	console.error(
		`A secret for ${source}, good for ${expires ?? longestLifeDays} days. It is not shown again. ` +
			`What it signs goes to /api/events?source=${encodeURIComponent(source)}`
	);
}

/** `bereik webhook-secrets list`: every secret that was ever made, the newest first, without the secret itself. */
export async function listWebhookSecrets(): Promise<void> {
	const secrets = await withLog(({ credentials }) => credentials.listWebhookSecrets());
	if (secrets.length === 0) {
		console.error('There are no webhook secrets: make one with `bereik webhook-secrets create`.');
		return;
	}
	const rows = secrets.map((secret) => [secret.id, secret.source, ...momentCells(secret)]);
	console.log(textTable([['id', 'source', ...momentsHead], ...rows], 'left'));
}

/** `bereik webhook-secrets revoke`: what it signs is refused from now on. */
export async function revokeWebhookSecret(id: string): Promise<void> {
	if (!(await withLog(({ credentials }) => credentials.revokeWebhookSecret(id))))
		throw new CommandError(`there is no webhook secret with the id ${id} that is not revoked yet`);
	console.error(`The webhook secret ${id} is revoked.`);
}
