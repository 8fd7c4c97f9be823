import { json } from '@sveltejs/kit';
import { answerMade, webhookSecretRequestSchema } from '#lib/server/access/credential-requests.ts';
import { createWebhookSecret } from '#lib/server/access/manage-credentials.ts';
import { actorOf } from '#lib/server/access/principal.ts';
import { application } from '#lib/server/application.ts';
import { readJson } from '#lib/server/http/read-json.ts';
import type { RequestHandler } from './$types';

/** Every webhook secret that was ever made, without the secret itself. */
export const GET: RequestHandler = async () => json({ secrets: await application().access.webhookSecrets.list() });

/** Makes a webhook secret; its text is in this answer and nowhere else. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const read = await readJson(request, webhookSecretRequestSchema);
	if (!read.ok) return read.response;
	const { source, expiresAt } = read.value;
	return answerMade(() => createWebhookSecret(application().access, actorOf(locals.principal), source, expiresAt));
};
