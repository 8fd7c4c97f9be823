import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { AccessWatch } from './access-watch.ts';
import type { ApiKeys, KeyScope, ListedKey } from './api-keys.ts';
import type { ListedWebhookSecret, WebhookSecrets } from './webhook-secrets.ts';

/** What the work rests on. There is nothing open to be ended where no server runs: no watch then. */
export type CredentialParts = Readonly<{
	keys: ApiKeys;
	webhookSecrets: WebhookSecrets;
	audit: Pick<AuditTrail, 'record'>;
	watch?: Pick<AccessWatch, 'end'>;
}>;

/** Makes a key, in somebody's name. See {@link ApiKeys.create}. */
export async function createKey(
	{ keys, audit }: CredentialParts,
	actor: Actor,
	source: string,
	scopes: readonly KeyScope[],
	expiresAt?: number
): Promise<{ text: string; key: ListedKey }> {
	const made = await keys.create(source, scopes, expiresAt);
	const { key } = made;
	await audit.record(actor, 'key.created', key.id, { source, scopes: key.scopes, expiresAt: key.expiresAt });
	return made;
}

/** Ends a key and what is open with it; false when there is none that is not revoked yet. */
export async function revokeKey({ keys, audit, watch }: CredentialParts, actor: Actor, id: string): Promise<boolean> {
	if (!(await keys.revoke(id))) return false;
	watch?.end('keys', id);
	await audit.record(actor, 'key.revoked', id);
	return true;
}

/** Makes a webhook secret, in somebody's name. See {@link WebhookSecrets.create}. */
export async function createWebhookSecret(
	{ webhookSecrets, audit }: CredentialParts,
	actor: Actor,
	source: string,
	expiresAt?: number
): Promise<{ text: string; secret: ListedWebhookSecret }> {
	const made = await webhookSecrets.create(source, expiresAt);
	const { secret } = made;
	await audit.record(actor, 'webhook-secret.created', secret.id, { source, expiresAt: secret.expiresAt });
	return made;
}

/** Ends a webhook secret; false when there is none that is not revoked yet. */
export async function revokeWebhookSecret(
	{ webhookSecrets, audit }: CredentialParts,
	actor: Actor,
	id: string
): Promise<boolean> {
	if (!(await webhookSecrets.revoke(id))) return false;
	await audit.record(actor, 'webhook-secret.revoked', id);
	return true;
}
