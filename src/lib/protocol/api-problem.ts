import { isReasonKey, type Reason } from '#lib/domain/reasons/reason.ts';

/**
 * Why the server did not do what a page asked, in the words a page needs.
 * - `network`: no answer came; - `failed`: the server erred or answered something else than it should;
 * - `login`: nobody is logged in; - `wrong-password`: somebody is, and typed another password than theirs;
 * - `step-up`: it must be shown again who this is; - `refused`: this role may not;
 * - `missing`: what it is about is not there; - `invalid`: a field is wrong; - `conflict`: it would break a rule;
 * - `busy`: too often, again after {@link ApiProblem.retryAfterSeconds}; - `cancelled`: the reader thought better of it.
 */
export type ApiProblem = Readonly<{
	kind:
		| 'network'
		| 'failed'
		| 'login'
		| 'wrong-password'
		| 'step-up'
		| 'refused'
		| 'missing'
		| 'invalid'
		| 'conflict'
		| 'busy'
		| 'cancelled';
	/** The field that is wrong, by its name on the wire; null when it is about the whole. */
	field: string | null;
	/** The server's own reason in English, without the field's name; '' when it gave none. */
	reason: string;
	/** The same as one that pages have words for; null where it is not. */
	why: Reason | null;
	/** Seconds until it is worth asking again; null when the server named none. */
	retryAfterSeconds: number | null;
}>;

/**
 * Reads why a request was not granted.
 * @param status of the answer, not 2xx
 * @param body of the answer, decoded from JSON; anything at all when it was something else
 * @param retryAfter the header as sent, null without one; a date counts as none
 */
export function readProblem(status: number, body: unknown, retryAfter: string | null): ApiProblem {
	const said = textIn(body, 'error');
	const field = textIn(body, 'field') || null;
	const reason = field !== null && said.startsWith(`${field}: `) ? said.slice(field.length + 2) : said;
	const kind = kindOf(status, textIn(body, 'remedy'));
	const why = reasonIn(body);
	return { kind, field, reason, why, retryAfterSeconds: kind === 'busy' ? secondsOf(retryAfter) : null };
}

/** A problem that no answer told. */
export function problemOf(kind: ApiProblem['kind'], reason = ''): ApiProblem {
	return { kind, field: null, reason, why: null, retryAfterSeconds: null };
}

function kindOf(status: number, remedy: string): ApiProblem['kind'] {
	switch (status) {
		case 400:
		case 413:
		case 422:
			return 'invalid';
		case 401:
			return remedy === 'password' ? 'wrong-password' : 'login';
		case 403:
			return remedy === 'step-up' ? 'step-up' : 'refused';
		case 404:
		case 410:
			return 'missing';
		case 409:
			return 'conflict';
		case 429:
			return 'busy';
		default:
			return 'failed';
	}
}

function secondsOf(retryAfter: string | null): number | null {
	return retryAfter !== null && /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) : null;
}

function reasonIn(body: unknown): Reason | null {
	const said: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'reason') : null;
	const key = textIn(said, 'key');
	// A server of another version may know reasons that this page does not.
	if (!isReasonKey(key)) return null;
	const values: unknown = Reflect.get(Object(said), 'values');
	const named = Object.entries<unknown>(Object(values)).filter((entry) => typeof entry[1] === 'string'); // whatever it is
	return { key, values: Object.fromEntries(named) as Reason['values'] }; // of texts alone
}

function textIn(body: unknown, name: string): string {
	if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return '';
	const value: unknown = Reflect.get(body, name);
	return typeof value === 'string' ? value : '';
}
