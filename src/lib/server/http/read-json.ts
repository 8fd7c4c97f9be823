import * as v from 'valibot';
import { type Reason, reason, reasonInMessage, reasonText } from '#lib/domain/reasons/reason.ts';
import { countNames, jsonLimits } from '#lib/protocol/json-limits.ts';
import { parseJson, scanJson } from '../intake/json-text.ts';
import { readBody } from './read-body.ts';

/** What was asked for in a body, or the answer that says what is wrong with it. */
export type ReadJson<Value> = Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; response: Response }>;

/** Everything but events is written by hand, so to speak. */
const maxBytes = 64 * 1024;

/**
 * Reads the body of a request that is not an event: JSON alone, at most 64 KiB, nested no deeper than 16, and by the schema. Use
 * `v.strictObject`, so that a field nobody knows is refused with its name.
 * @returns the answer to give where it cannot be used: 400, 413 or 415, with field and reason
 */
export async function readJson<Schema extends v.GenericSchema>(
	request: Request,
	schema: Schema
): Promise<ReadJson<v.InferOutput<Schema>>> {
	const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/json') return refused('content-type', 'must be application/json', 415);
	const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
	if (encoding !== 'identity') return refused('content-encoding', 'must be left out', 415);
	const body = await readBody(request, maxBytes);
	if (!Buffer.isBuffer(body)) return refused('body', body.reason, body.status);
	// Before it is parsed: that takes long for a great many brackets.
	if (scanJson(body, false, jsonLimits.depth, 1) === 'too-deep')
		return refused('body', `nested deeper than ${jsonLimits.depth}`);
	const parsed = parseJson(body.toString('utf8'));
	if (parsed === undefined) return refused('body', 'is not JSON');
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
		return refused('body', 'must be an object');
	const names = countNames(parsed);
	if (typeof names === 'string') return refused(...fieldAndReason(names));
	const result = v.safeParse(schema, parsed, { abortEarly: true });
	if (result.success) return { ok: true, value: result.output };
	const issue = result.issues[0];
	return refused(pathOf(issue), causeOf(issue));
}

/** What is wrong with something that does not fit a schema, in our own words, never with the value itself. */
export function explainIssue(issue: v.BaseIssue<unknown>): Readonly<{ field: string; reason: string }> {
	return { field: pathOf(issue), reason: reasonText(causeOf(issue)) };
}

/**
 * The answer to a request that cannot be carried out as it is.
 * @param field what is wrong
 * @param why how it is wrong: in words, for programs alone, or as a reason, which pages have their own words for
 */
export function badRequest(field: string, why: string | Reason, status = 400): Response {
	const [words, keyed] = typeof why === 'string' ? [why, {}] : [reasonText(why), { reason: why }];
	const body = { error: `${field}: ${words}`, field, ...keyed };
	return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

function refused(field: string, why: string | Reason, status?: number): Readonly<{ ok: false; response: Response }> {
	return { ok: false, response: badRequest(field, why, status) };
}

function fieldAndReason(text: string): [field: string, reason: string] {
	const colon = text.lastIndexOf(': ');
	const field = text.slice(0, colon);
	return [field === 'event' ? 'body' : field, text.slice(colon + 2)];
}

/** Names that were sent travel back, so they are bounded and plain. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
	const parts = (path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
	const name = parts
		.join('')
		.replace(/^\./, '')
		.replaceAll(/[\p{C}\u2028\u2029]/gu, '\uFFFD');
	return name === '' ? 'body' : name.slice(0, 80).toWellFormed();
}

/** Never the value itself: it may be a secret. */
function causeOf(issue: v.BaseIssue<unknown>): Reason {
	const { expected, type, message } = issue;
	const limit = String(issue.requirement);
	if (type === 'strict_object' && expected === 'never') return reason('unknown-here');
	if (issue.received === 'undefined') return reason('missing');
	// Ours, where the schema has some words of its own.
	const own = reasonInMessage(message);
	if (own !== null) return own;
	switch (type) {
		case 'string':
			return reason('a-string');
		case 'boolean':
			return reason('true-or-false');
		case 'number':
		case 'finite':
			return reason('a-number');
		case 'integer':
		case 'safe_integer':
			return reason('a-whole-number');
		case 'array':
			return reason('an-array');
		case 'object':
		case 'strict_object':
			return reason('an-object');
		case 'picklist':
		case 'literal':
			return reason('one-of-these', { known: expected?.replaceAll(/[()"]/g, '').replaceAll(' | ', ', ') ?? '' });
		case 'non_empty':
			return reason('not-empty');
		case 'min_length':
			return reason(Array.isArray(issue.input) ? 'fewer-entries' : 'shorter-text', { least: limit });
		case 'max_length':
			return reason(Array.isArray(issue.input) ? 'more-entries' : 'longer-text', { most: limit });
		case 'min_value':
			return reason('least-number', { least: limit });
		case 'max_value':
			return reason('most-number', { most: limit });
		default:
			return reason('something-else', { expected: expected ?? 'something else' });
	}
}
