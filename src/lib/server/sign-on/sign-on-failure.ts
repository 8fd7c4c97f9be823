import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { ProviderUnreachable } from './bounded-fetch.ts';
import { GroupsElsewhere, type Identity } from './identity.ts';

/**
 * Why somebody did not get in, as `/login?problem=…` says it:
 * - `no-role`: none of their groups gives them a role here, or an administrator has shut them out
 * - `cancelled`: they, or the provider, broke it off
 * - `expired`: it took too long, was begun in another browser or window, or is over already
 * - `email-in-use`: somebody with a password has the same address
 * - `unreachable`: the provider does not answer
 * - `failed`: the provider's answer cannot be used; the server's log says why
 */
export type SignOnProblem = 'no-role' | 'cancelled' | 'expired' | 'email-in-use' | 'unreachable' | 'failed';

/** What came of asking whether somebody still belongs. */
export type Refreshed =
	| Readonly<{ kind: 'still'; identity: Identity; refreshToken: string | null }>
	/** By the provider's own word. */
	| Readonly<{ kind: 'gone'; reason: string }>
	/** It could not be found out; a token may have been replaced nevertheless. */
	| Readonly<{ kind: 'unknown'; reason: string; refreshToken: string | null }>;

/** Answers by which a provider says that it does not vouch for somebody any more; any other may be our own mistake. */
const refusals: ReadonlySet<string> = new Set([
	'invalid_grant',
	'access_denied',
	'interaction_required',
	'login_required',
	'consent_required',
	'account_selection_required'
]);
const away: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error']);

/** Whether the provider itself said that somebody belongs no more. */
export function isRefusal(error: unknown): error is ResponseBodyError {
	return error instanceof ResponseBodyError && refusals.has(error.error);
}

/** What somebody who does not get in is told. */
export function problemOf(error: unknown): SignOnProblem {
	if (isUnreachable(error)) return 'unreachable';
	if (!(error instanceof AuthorizationResponseError)) return 'failed';
	if (error.error === 'access_denied') return 'cancelled';
	return away.has(error.error) ? 'unreachable' : 'failed';
}

/** What went wrong, for the server's log: no token, no name, no address. */
export function whyFailed(error: unknown): string {
	const unreachable = causesOf(error).find((cause) => cause instanceof ProviderUnreachable);
	if (unreachable !== undefined) return unreachable.message;
	if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
		return `${error.error}: ${withoutNames(error.error_description ?? 'no reason given')}`;
	if (error instanceof GroupsElsewhere) return error.message;
	if (error instanceof ClientError) return `${error.code ?? error.name}: ${detailOf(error)}`;
	return error instanceof Error ? error.name : 'not an error';
}

function isUnreachable(error: unknown): boolean {
	return causesOf(error).some((cause) => cause instanceof ProviderUnreachable);
}

function causesOf(error: unknown): readonly Error[] {
	const causes: Error[] = [];
	for (let cause = error; cause instanceof Error && causes.length < 8; cause = cause.cause) causes.push(cause);
	return causes;
}

/** The library wraps the message that says what was wrong. It names claims and never holds a token. */
function detailOf(error: ClientError): string {
	return withoutNames(
		causesOf(error)
			.map(({ message }) => message)
			.join(': ')
	);
}

function withoutNames(text: string): string {
	return text
		.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
		.replaceAll(/\S+@\S+/g, '…')
		.slice(0, 300);
}
