import { isUtf8 } from 'node:buffer';
import { parseCloudEvent, readEventId, type ParsedCloudEvent } from '#lib/protocol/cloud-event.ts';
import { jsonLimits } from '#lib/protocol/json-limits.ts';
import { binaryEvent } from './binary-event.ts';
import { contentMode } from './content-mode.ts';
import type { BodyLimits, BodyRefusal, EventRequest, EventsRead } from './event-request.ts';
import { parseJson, scanJson } from './json-text.ts';

const tooDeep = `nested deeper than ${jsonLimits.depth}`;
const tooLarge = `event: larger than ${jsonLimits.eventBytes} bytes`;

/** Reads the events of a request, whatever its bytes are. */
export function readEvents(request: EventRequest, limits: BodyLimits): EventsRead | BodyRefusal {
	const { body, defaultId = null } = request;
	const attributes = [...request.headers].filter(([name]) => name.startsWith('ce-'));
	const mode = contentMode(request.contentType, attributes.length > 0);
	if (typeof mode === 'object') return { status: 415, reason: mode.reason };
	if (body.length > limits.bytes) return { status: 413, reason: `body: larger than ${limits.bytes} bytes` };
	if (!isUtf8(body)) return { status: 400, reason: 'body: not UTF-8' };
	if (body[0] === 0xef && body[1] === 0xbb) return { status: 400, reason: 'body: starts with a byte order mark' };
	switch (mode) {
		case 'structured':
			return readOne(body, defaultId);
		case 'batch':
			return readBatch(body, limits);
		case 'lines':
			return readLines(body, limits);
		case 'binary': {
			const event = binaryEvent(withId(attributes, defaultId), request.contentType, body);
			if ('status' in event) return event;
			return { isSingle: true, parsed: [event.parsed], rawAt: () => event.raw };
		}
	}
}

function readOne(body: Buffer, defaultId: string | null): EventsRead | BodyRefusal {
	const read = readText(body, defaultId);
	return typeof read === 'string'
		? { status: 400, reason: `body: ${read}` }
		: { isSingle: true, parsed: [read.parsed], rawAt: () => read.completed ?? body.toString() };
}

function withId(
	attributes: readonly (readonly [name: string, value: string])[],
	defaultId: string | null
): readonly (readonly [name: string, value: string])[] {
	const isThere = defaultId === null || attributes.some(([name]) => name === 'ce-id');
	return isThere ? attributes : [...attributes, ['ce-id', encodeURIComponent(defaultId)]];
}

function readBatch(body: Buffer, limits: BodyLimits): EventsRead | BodyRefusal {
	const scan = scanJson(body, true, jsonLimits.depth + 1, limits.events);
	if (scan === 'too-deep') return { status: 400, reason: `body: ${tooDeep}` };
	if (scan === 'too-many') return { status: 413, reason: `body: more than ${limits.events} events` };
	const values = parseJson(body.toString());
	if (values === undefined) return { status: 400, reason: 'body: not JSON' };
	if (!Array.isArray(values)) return { status: 400, reason: 'body: must be an array of events' };
	const { starts, names } = scan;
	const parsed: ParsedCloudEvent[] = [];
	for (let at = 0; at < values.length; at++) {
		const bytes = (starts[at + 1] ?? 0) - (starts[at] ?? 0);
		const value: unknown = values[at];
		if (bytes > jsonLimits.eventBytes) parsed.push({ id: readEventId(value), reason: tooLarge });
		else parsed.push(parseCloudEvent(value, names[at] ?? 0));
	}
	return {
		isSingle: false,
		parsed,
		rawAt: (at) => body.toString('utf8', starts[at] ?? 0, (starts[at + 1] ?? 1) - 1).trim()
	};
}

function readLines(body: Buffer, limits: BodyLimits): EventsRead | BodyRefusal {
	const lines: Buffer[] = [];
	const parsed: ParsedCloudEvent[] = [];
	let isAnyJson = false;
	for (let start = 0; start < body.length;) {
		const newline = body.indexOf(0x0a, start);
		const end = newline === -1 ? body.length : newline;
		const line = body.subarray(start, end);
		start = end + 1;
		if (isBlank(line)) continue;
		if (lines.length === limits.events) return { status: 413, reason: `body: more than ${limits.events} events` };
		const result = readText(line, null);
		isAnyJson ||= result !== notJson;
		lines.push(line);
		parsed.push(typeof result === 'string' ? { id: null, reason: `event: ${result}` } : result.parsed);
	}
	if (lines.length > 0 && !isAnyJson) return { status: 400, reason: 'body: no line of it is JSON' };
	return { isSingle: false, parsed, rawAt: (at) => (lines[at] ?? '').toString() };
}

const notJson = 'not JSON';

/** The text of an event, read; `completed` where it was given an id that it had not. */
type TextRead = Readonly<{ parsed: ParsedCloudEvent; completed?: string }>;

/**
 * @param defaultId the id of an event that has none; null = it has to have one
 * @returns the event, or why the text is none at all
 */
function readText(text: Buffer, defaultId: string | null): TextRead | string {
	const scan = scanJson(text, false, jsonLimits.depth, 1);
	if (typeof scan === 'string') return tooDeep;
	const value = parseJson(text.toString());
	if (value === undefined) return notJson;
	const names = scan.names[0] ?? 0;
	if (text.length > jsonLimits.eventBytes) return { parsed: { id: readEventId(value), reason: tooLarge } };
	if (defaultId === null || !isWithoutId(value)) return { parsed: parseCloudEvent(value, names) };
	const completed = { ...value, id: defaultId };
	const namesNow = 'id' in value ? names : names + 1;
	return { parsed: parseCloudEvent(completed, namesNow), completed: JSON.stringify(completed) };
}

function isWithoutId(value: unknown): value is Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	return !('id' in value) || value.id === null;
}

function isBlank(line: Buffer): boolean {
	for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
	return true;
}
