import * as v from 'valibot';
import { badRequest } from '../http/read-json.ts';
import { isInvalidTerms } from './credential-terms.ts';
import { keyScopes } from './key-scope.ts';

const source = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** UTC epoch ms. */
const expiresAt = v.optional(v.pipe(v.number(), v.integer()));

/** What a new key is to be. */
export const keyRequestSchema = v.strictObject({
	source,
	scopes: v.pipe(v.array(v.picklist(keyScopes)), v.minLength(1), v.maxLength(keyScopes.length)),
	expiresAt
});

/** What a new webhook secret is to be. */
export const webhookSecretRequestSchema = v.strictObject({ source, expiresAt });

/**
 * Answers with what was made, or why it was not: 409 where two are good already, 422 where it cannot be.
 * @param make throws as the making of keys and secrets does
 */
export async function answerMade(make: () => Promise<object>): Promise<Response> {
	try {
		return Response.json(await make(), { status: 201, headers: { 'cache-control': 'no-store' } });
	} catch (error) {
		if (!isInvalidTerms(error)) throw error;
		return badRequest(error.field, error.reason, error.name === 'TooManyActive' ? 409 : 422);
	}
}

/** Answers that something was ended, or that there is nothing to end. */
export function answerEnded(wasEnded: boolean): Response {
	if (wasEnded) return new Response(null, { status: 204 });
	return badRequest('id', 'there is none by this id that is not revoked yet', 404);
}
