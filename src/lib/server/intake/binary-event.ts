import { parseCloudEvent, readEventId, type ParsedCloudEvent } from '#lib/protocol/cloud-event.ts';
import { jsonLimits } from '#lib/protocol/json-limits.ts';
import type { BodyRefusal } from './event-request.ts';
import { parseJson, scanJson } from './json-text.ts';

/**
 * Reads an event whose attributes are `ce-*` headers and whose body is its data.
 * @param headers only those that start with `ce-`
 */
export function binaryEvent(
	headers: readonly (readonly [name: string, value: string])[],
	contentType: string | null,
	body: Buffer
): Readonly<{ parsed: ParsedCloudEvent; raw: string }> | BodyRefusal {
	const attributes: (readonly [string, unknown])[] = [];
	for (const [header, encoded] of headers) {
		const name = header.slice('ce-'.length);
		const value = decodeHeader(encoded);
		if (value === null) return { status: 400, reason: `${header.slice(0, 80)}: not percent-encoded UTF-8` };
		// Data is the body, whatever a header of that name says; a header has no other way to write a boolean.
		if (name === 'data') continue;
		attributes.push([name, name === 'backfill' && /^(true|false)$/.test(value) ? value === 'true' : value]);
	}
	if (contentType !== null) attributes.push(['datacontenttype', contentType]);

	const scan = scanJson(body, false, jsonLimits.depth - 1, 1);
	if (typeof scan === 'string') return { status: 400, reason: `body: nested deeper than ${jsonLimits.depth - 1}` };
	const data = body.length === 0 ? null : parseJson(body.toString());
	if (data === undefined) return { status: 400, reason: 'body: not JSON' };
	const event = Object.fromEntries([...attributes, ['data', data]]);
	const raw = JSON.stringify(event);
	if (body.length > jsonLimits.eventBytes) {
		return { parsed: { id: readEventId(event), reason: `event: larger than ${jsonLimits.eventBytes} bytes` }, raw };
	}
	const namesInText = attributes.length + 1 + (scan.names[0] ?? 0);
	return { parsed: parseCloudEvent(event, namesInText), raw };
}

/** Undoes the quotes and the percent-encoding that the HTTP binding allows in a header. */
function decodeHeader(value: string): string | null {
	const plain = /^".*"$/.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
	try {
		return decodeURIComponent(plain);
	} catch (error) {
		if (error instanceof URIError) return null;
		throw error;
	}
}
