import type { ApiKeys, KeyScope, ListedKey } from '#lib/server/access/api-keys.ts';
import {
	createKey,
	createWebhookSecret,
	type CredentialParts,
	revokeKey,
	revokeWebhookSecret
} from '#lib/server/access/manage-credentials.ts';
import { resealAll, type ResealReport } from '#lib/server/access/reseal.ts';
import type { Seal } from '#lib/server/access/seal.ts';
import type { ListedWebhookSecret, WebhookSecrets } from '#lib/server/access/webhook-secrets.ts';
import type { ControlCommands } from '#lib/server/control/control-socket.ts';
import type { Tables } from '#lib/server/database/tables/tables.ts';

/** What is made: for one source, for so many days; null = as long as may be. */
export type CredentialWish = Readonly<{ source: string; days: number | null }>;

/** What the command line does with keys, webhook secrets and what is sealed. */
export type CredentialWork = Readonly<{
	/** Makes a key and gives its text. */
	createKey(wish: CredentialWish & Readonly<{ scopes: readonly KeyScope[] }>): Promise<string>;
	/** Every key, the newest first. */
	listKeys(): Promise<readonly ListedKey[]>;
	/** Ends a key; false when there is none by this id, or it is revoked already. */
	revokeKey(id: string): Promise<boolean>;
	/** Makes a webhook secret and gives its text. */
	createWebhookSecret(wish: CredentialWish): Promise<string>;
	/** Every webhook secret, the newest first. */
	listWebhookSecrets(): Promise<readonly ListedWebhookSecret[]>;
	/** Ends a webhook secret; false when there is none by this id, or it is revoked already. */
	revokeWebhookSecret(id: string): Promise<boolean>;
	/** Seals everything with the current key. */
	reseal(): Promise<ResealReport>;
}>;

type Parts = CredentialParts &
	Readonly<{
		keys: ApiKeys;
		webhookSecrets: WebhookSecrets;
		database: Pick<Tables, 'orm' | 'dialect'>;
		seal: Seal;
		now(): number;
	}>;

const dayMs = 86_400_000;
const actor = { kind: 'command-line' } as const;

/** The work itself, on an open log. */
export function credentialWork(parts: Parts): CredentialWork {
	const endOf = (days: number | null): number | undefined => (days === null ? undefined : parts.now() + days * dayMs);
	return {
		createKey: async ({ source, scopes, days }) => (await createKey(parts, actor, source, scopes, endOf(days))).text,
		listKeys: () => parts.keys.list(),
		revokeKey: (id) => revokeKey(parts, actor, id),
		createWebhookSecret: async ({ source, days }) =>
			(await createWebhookSecret(parts, actor, source, endOf(days))).text,
		listWebhookSecrets: () => parts.webhookSecrets.list(),
		revokeWebhookSecret: (id) => revokeWebhookSecret(parts, actor, id),
		async reseal() {
			const report = await resealAll(parts.database, parts.seal);
			await parts.audit.record(actor, 'secrets.resealed', null, report);
			return report;
		}
	};
}

/** What a running server does of it for the command line. */
export function credentialCommands(work: CredentialWork): ControlCommands {
	return {
		createKey: (wish: Parameters<CredentialWork['createKey']>[0]) => work.createKey(wish),
		listKeys: () => work.listKeys(),
		revokeKey: ({ id }: { id: string }) => work.revokeKey(id),
		createWebhookSecret: (wish: CredentialWish) => work.createWebhookSecret(wish),
		listWebhookSecrets: () => work.listWebhookSecrets(),
		revokeWebhookSecret: ({ id }: { id: string }) => work.revokeWebhookSecret(id),
		reseal: () => work.reseal()
	};
}

/** The work, done by the running server; the answers are those of {@link credentialCommands}, so their types are, too. */
export function credentialsThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): CredentialWork {
	return {
		createKey: async (wish) => String(await ask('createKey', wish)),
		listKeys: async () => (await ask('listKeys', {})) as readonly ListedKey[],
		revokeKey: async (id) => (await ask('revokeKey', { id })) === true,
		createWebhookSecret: async (wish) => String(await ask('createWebhookSecret', wish)),
		listWebhookSecrets: async () => (await ask('listWebhookSecrets', {})) as readonly ListedWebhookSecret[],
		revokeWebhookSecret: async (id) => (await ask('revokeWebhookSecret', { id })) === true,
		reseal: async () => (await ask('reseal', {})) as ResealReport
	};
}
