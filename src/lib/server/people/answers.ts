import { cookieHeader } from '../access/cookies.ts';
import { badRequest } from '../http/read-json.ts';
import { tooMany } from '../http/too-many.ts';
import type { Refused } from './outcome.ts';
import type { StartedSession } from './sessions.ts';
import type { SignedIn } from './sign-in.ts';

/** An answer that gives the browser the token of its session. */
export function withSession(response: Response, { token, lifeSeconds }: StartedSession, isSecure: boolean): Response {
	response.headers.append('set-cookie', cookieHeader('session', token, isSecure, lifeSeconds));
	return response;
}

/** An answer that takes it away. */
export function withoutSession(response: Response, isSecure: boolean): Response {
	response.headers.append('set-cookie', cookieHeader('session', '', isSecure, 0));
	return response;
}

/**
 * The answer to somebody who was not let in, or did not show who they are.
 * @param field of the password that was wrong, where somebody is logged in and stays so; the remedy says that
 */
export function notIn(signedIn: Exclude<SignedIn, { kind: 'in' }>, reason: string, field?: string): Response {
	const body = field === undefined ? { error: reason } : { error: `${field}: ${reason}`, field, remedy: 'password' };
	if (signedIn.kind === 'wrong') return Response.json(body, { status: 401 });
	return tooMany('too many attempts: wait a while', signedIn.waitMs);
}

/** The answer to what cannot be done. */
export function cannot({ status, field, reason }: Refused): Response {
	return badRequest(field, reason, status);
}

/** An answer that says nothing but that it was done. */
export function nothing(): Response {
	return new Response(null, { status: 204 });
}

/** What is not there, or not for whoever asks. */
export function notFound(): Response {
	return badRequest('id', 'there is none by this id', 404);
}
