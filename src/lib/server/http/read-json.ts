import * as v from 'valibot';
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
	const { field, reason } = explainIssue(result.issues[0]);
	return refused(field, reason);
}

/** What is wrong with something that does not fit a schema, in our own words, never with the value itself. */
export function explainIssue(issue: v.BaseIssue<unknown>): Readonly<{ field: string; reason: string }> {
	return { field: pathOf(issue), reason: causeOf(issue) };
}

/**
 * The answer to a request that cannot be carried out as it is.
 * @param field what is wrong
 * @param reason how it is wrong, in words for whoever sent it
 */
export function badRequest(field: string, reason: string, status = 400): Response {
	return Response.json({ error: `${field}: ${reason}`, field }, { status, headers: { 'cache-control': 'no-store' } });
}

function refused(field: string, reason: string, status?: number): Readonly<{ ok: false; response: Response }> {
	return { ok: false, response: badRequest(field, reason, status) };
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
function causeOf(issue: v.BaseIssue<unknown>): string {
	const { requirement, expected, type, message } = issue;
	if (type === 'strict_object' && expected === 'never') return 'is not known here';
	if (issue.received === 'undefined') return 'missing';
	// Ours, where the schema has some words of its own.
	if (!message.startsWith('Invalid ')) return message;
	switch (type) {
		case 'string':
			return 'must be a string';
		case 'boolean':
			return 'must be true or false';
		case 'number':
		case 'finite':
			return 'must be a number';
		case 'integer':
		case 'safe_integer':
			return 'must be a whole number';
		case 'array':
			return 'must be an array';
		case 'object':
		case 'strict_object':
			return 'must be an object';
		case 'picklist':
		case 'literal':
			return `must be one of ${expected?.replaceAll(/[()"]/g, '').replaceAll(' | ', ', ')}`;
		case 'non_empty':
			return 'must not be empty';
		case 'min_length':
			return Array.isArray(issue.input)
				? `fewer than ${requirement} entries`
				: `shorter than ${requirement} characters`;
		case 'max_length':
			return Array.isArray(issue.input) ? `more than ${requirement} entries` : `longer than ${requirement} characters`;
		case 'min_value':
			return `must be at least ${requirement}`;
		case 'max_value':
			return `must be at most ${requirement}`;
		default:
			return `must be ${expected ?? 'something else'}`;
	}
}
