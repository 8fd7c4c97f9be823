import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { expect, test } from 'vitest';
import { ProviderUnreachable } from './bounded-fetch.ts';
import { isRefusal, problemOf, whyFailed } from './sign-on-failure.ts';

function sentBack(error: string, description = ''): AuthorizationResponseError {
	const cause = new URLSearchParams({ error, error_description: description });
	return new AuthorizationResponseError('the provider said no', { cause });
}

function refusedToken(error: string, description?: string): ResponseBodyError {
	const cause = { error, ...(description === undefined ? {} : { error_description: description }) };
	return new ResponseBodyError('no token', { cause, response: new Response(null, { status: 400 }) });
}

test('tells somebody what they can do something about', () => {
	expect(problemOf(sentBack('access_denied'))).toBe('cancelled');
	expect(problemOf(sentBack('temporarily_unavailable'))).toBe('unreachable');
	expect(problemOf(sentBack('invalid_scope'))).toBe('failed');
	const away = new ProviderUnreachable('https://login.example.org: ECONNREFUSED');
	expect(problemOf(new ClientError('something went wrong', { cause: away }))).toBe('unreachable');
	expect(problemOf(refusedToken('invalid_client'))).toBe('failed');
	expect(problemOf(null)).toBe('failed');
});

test('takes only the provider’s own word for it that somebody belongs no more', () => {
	expect(isRefusal(refusedToken('invalid_grant'))).toBe(true);
	for (const error of ['invalid_client', 'unauthorized_client', 'invalid_request', 'server_error'])
		expect(isRefusal(refusedToken(error))).toBe(false);
	expect(isRefusal(new Error('invalid_grant'))).toBe(false);
});

test('says in the log what went wrong, and of whom not', () => {
	const text = whyFailed(refusedToken('invalid_grant', 'AADSTS50057: ann@example.org is\r\ndisabled'));
	expect(text).toBe('invalid_grant: AADSTS50057: … is  disabled');
	expect(whyFailed(refusedToken('invalid_client'))).toBe('invalid_client: no reason given');
	expect(whyFailed(sentBack('invalid_scope', 'x'.repeat(1000)))).toHaveLength('invalid_scope: '.length + 300);
	const inner = new Error('unexpected JWT "aud" (audience) claim value', { cause: { claims: { name: 'Ann' } } });
	const outer = new ClientError('unexpected JWT claim value encountered', { cause: inner });
	outer.code = 'OAUTH_X';
	expect(whyFailed(outer)).toBe(
		'OAUTH_X: unexpected JWT claim value encountered: unexpected JWT "aud" (audience) claim value'
	);
});
