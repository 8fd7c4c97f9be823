import * as v from 'valibot';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import {
	isSourceEventType,
	sourceEventSchemas,
	type SourceEventType
} from '#lib/domain/contact/contact-event-schema.ts';
import { parseInstant } from './instant.ts';
import { issueReason } from './issue-reason.ts';
import { countNames } from './json-limits.ts';
import { plainCheck, type PlainCheck } from './plain-check.ts';

/**
 * What is known of a type: its name, and the check that most events need; valibot has the last word on the others. The name is kept
 * in place of the one that was sent, of which there would be a copy for each event, to be compared letter by letter.
 */
type KnownType = Readonly<{ type: SourceEventType; plain: PlainCheck }>;
const knownTypes: ReadonlyMap<string, KnownType> = new Map(
	Object.keys(sourceEventSchemas)
		.filter(isSourceEventType)
		.map((type) => [type, { type, plain: plainCheck(sourceEventSchemas[type].entries) }])
);

/** What one JSON value turned out to be: an event, or something refused with the field and the cause. */
export type ParsedCloudEvent =
	| Readonly<{
			event: SourceEvent;
			/** Names that the contract does not know and that were left out, in the envelope and in `data`. */
			droppedKeys: number;
	  }>
	| Readonly<{
			/** The sender's id, where one could be read. */
			id: string | null;
			reason: string;
	  }>;

type JsonObject = Readonly<Record<string, unknown>>;

const idPattern = /^[A-Za-z0-9._:-]{1,128}$/;
const jsonMediaType = /^application\/(?:[a-z0-9.+-]+\+)?json *(?:;|$)/i;
/** Attributes with a meaning here or in CloudEvents itself; any other is an extension that we do not know. */
const knownAttributes = new Set([
	'specversion',
	'id',
	'source',
	'type',
	'time',
	'subject',
	'data',
	'data_base64',
	'datacontenttype',
	'dataschema',
	'supersedes',
	'backfill'
]);

/**
 * Reads one CloudEvents 1.0 event from a parsed JSON value. Nothing of the value is shared with the result, whose
 * `data` has the names of the type's schema in the schema's order: equal events give equal JSON, whatever order the
 * sender writes them in. A null attribute, or a null in an optional name of `data`, counts as absent.
 * @param namesInText how many names the JSON text had; when the value has fewer, one appeared twice in one object and
 * the event is refused, because readers differ in which of the two they believe. null = not known
 */
export function parseCloudEvent(value: unknown, namesInText: number | null = null): ParsedCloudEvent {
	if (!isObject(value)) return refused(null, 'event: must be a JSON object');
	const id = readEventId(value);
	const names = countNames(value);
	if (typeof names === 'string') return refused(id, names);
	if (namesInText !== null && names !== namesInText) return refused(id, 'event: a name appears twice in one object');
	if (id === null) {
		return refused(null, absent(value['id']) ? 'id: missing' : 'id: must be 1 to 128 of A-Z a-z 0-9 . _ : -');
	}
	const problem = envelopeProblem(value, id);
	if (problem !== null) return refused(id, problem);

	// envelopeProblem has seen that all three are strings and the type a known one.
	const known = knownTypes.get(value['type'] as string);
	if (known === undefined) return refused(id, 'type: not known');
	const { type } = known;
	const source = value['source'] as string;
	const time = parseInstant(value['time'] as string);
	if (time === null) return refused(id, 'time: must be RFC 3339 with a zone');

	const sent = value['data'] ?? {};
	if (!isObject(sent)) return refused(id, 'data: must be an object');
	const checked = checkData(known, sent);
	if (typeof checked === 'string') return refused(id, checked);
	const subject = value['subject'] ?? null;
	if (subject !== null && subject !== checked['contact'] && subject !== checked['agent']) {
		return refused(id, 'subject: must repeat data.contact or data.agent');
	}

	const event = { source, id, type, time, data: checked };
	// Only the schema of this very type has produced `checked`; the compiler cannot follow the pair through the table.
	const typed = event as unknown as SourceEvent;
	const droppedKeys = unknownAttributes(value) + droppedNames(sent, checked);
	const supersedes = value['supersedes'] ?? null;
	if (supersedes === null && value['backfill'] !== true) return { event: typed, droppedKeys };
	return {
		event: {
			...typed,
			...(typeof supersedes === 'string' ? { supersedes } : {}),
			...(value['backfill'] === true ? { backfill: true } : {})
		},
		droppedKeys
	};
}

/** The id of an event that may be unfit otherwise; null where none can be read. */
export function readEventId(value: unknown): string | null {
	if (!isObject(value)) return null;
	const { id } = value;
	return typeof id === 'string' && idPattern.test(id) ? id : null;
}

function envelopeProblem(value: JsonObject, id: string): string | null {
	const { specversion, source, type, time, supersedes, backfill, datacontenttype } = value;
	if (specversion !== '1.0') return absent(specversion) ? 'specversion: missing' : 'specversion: must be "1.0"';
	if (typeof source !== 'string' || source === '' || source.length > 200) {
		return absent(source) ? 'source: missing' : 'source: must be a string of 1 to 200 characters';
	}
	if (typeof type !== 'string') return absent(type) ? 'type: missing' : 'type: must be a string';
	if (!knownTypes.has(type)) {
		const named = JSON.stringify(type.slice(0, 80));
		return type.startsWith('bereik.')
			? `type: ${named} is written by the product itself`
			: `type: ${named} is not known`;
	}
	if (typeof time !== 'string') return absent(time) ? 'time: missing' : 'time: must be RFC 3339 with a zone';
	if (!absent(value['data_base64'])) return 'data_base64: not taken, send data as a JSON object';
	if (!absent(datacontenttype) && !(typeof datacontenttype === 'string' && jsonMediaType.test(datacontenttype))) {
		return 'datacontenttype: must be JSON';
	}
	if (!absent(supersedes)) {
		if (typeof supersedes !== 'string' || !idPattern.test(supersedes)) return 'supersedes: must be the id of an event';
		if (supersedes === id) return 'supersedes: names the event itself';
	}
	return absent(backfill) || typeof backfill === 'boolean' ? null : 'backfill: must be true or false';
}

/** @returns the known names of `data`, checked and in schema order, or the reason why it is refused */
function checkData({ type, plain }: KnownType, sent: JsonObject): JsonObject | string {
	const kept = plain(sent);
	if (kept !== null) return kept;
	const schema = sourceEventSchemas[type];
	let result = v.safeParse(schema, sent);
	if (!result.success && Object.values(sent).includes(null)) {
		// Many serialisers write null for what they do not have. Taking it away here spares the clean events the look.
		result = v.safeParse(schema, Object.fromEntries(Object.entries(sent).filter(([, field]) => field !== null)));
	}
	return result.success ? result.output : issueReason(result.issues[0]);
}

/** What was kept is a subset of what was sent, so counting both is enough. Nulls were absent, not dropped. */
function droppedNames(sent: JsonObject, kept: JsonObject): number {
	let dropped = 0;
	for (const name in sent) {
		const value = sent[name];
		const keptValue = Object.hasOwn(kept, name) ? kept[name] : undefined;
		if (keptValue === undefined) dropped += value === null ? 0 : 1;
		else if (isObject(value) && isObject(keptValue)) dropped += droppedNames(value, keptValue);
	}
	return dropped;
}

function unknownAttributes(value: JsonObject): number {
	let unknown = 0;
	for (const name in value) if (!knownAttributes.has(name)) unknown++;
	return unknown;
}

function refused(id: string | null, reason: string): ParsedCloudEvent {
	return { id, reason };
}

function absent(value: unknown): boolean {
	return value === undefined || value === null;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
