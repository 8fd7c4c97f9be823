import type { Cells, CellValue } from '#lib/protocol/live-cells.ts';
import type { Bye, DisplayMessage, Frame, Heartbeat, Hello, Snapshot } from '#lib/protocol/stream-message.ts';

/** The server-sent events a view listens to. */
export const streamEvents = ['hello', 'snapshot', 'frame', 'hb', 'display', 'bye'] as const;

/** Name of one of {@link streamEvents}. */
export type StreamEvent = (typeof streamEvents)[number];

/** One message of the stream, read and checked. */
export type StreamMessage =
	| Readonly<{ kind: 'hello'; hello: Hello }>
	| Readonly<{ kind: 'snapshot'; id: string; snapshot: Snapshot }>
	| Readonly<{ kind: 'frame'; id: string; frame: Frame }>
	| Readonly<{ kind: 'heartbeat'; heartbeat: Heartbeat }>
	| Readonly<{ kind: 'display'; standing: DisplayMessage }>
	| Readonly<{ kind: 'bye'; bye: Bye }>;

/**
 * Reads one server-sent event.
 * @returns null when the text is not such a message: a proxy's page, a half message, another protocol
 */
export function readMessage(event: StreamEvent, text: string, id: string): StreamMessage | null {
	const fields = readObject(text);
	if (fields === null) return null;
	switch (event) {
		case 'hello':
			return readHello(fields);
		case 'snapshot': {
			const { now, seq, cells } = fields;
			if (id === '' || !isNumber(now) || !isNumber(seq) || !isCells(cells)) return null;
			return { kind: 'snapshot', id, snapshot: { now, seq, cells } };
		}
		case 'frame': {
			const { base, now, seq, set, unset = [] } = fields;
			if (id === '' || typeof base !== 'string' || !isNumber(now) || !isNumber(seq)) return null;
			if (!isCells(set) || !isKeys(unset)) return null;
			return { kind: 'frame', id, frame: { base, now, seq, set, unset } };
		}
		case 'hb': {
			const { now, seq } = fields;
			return isNumber(now) && isNumber(seq) ? { kind: 'heartbeat', heartbeat: { now, seq } } : null;
		}
		case 'display': {
			const { revision, reloadRevision } = fields;
			if (!isNumber(revision) || !isNumber(reloadRevision)) return null;
			return { kind: 'display', standing: { revision, reloadRevision } };
		}
		case 'bye': {
			const { retryMs } = fields;
			return isNumber(retryMs) ? { kind: 'bye', bye: { retryMs: Math.max(0, retryMs) } } : null;
		}
	}
}

function readHello(fields: Readonly<Record<string, unknown>>): StreamMessage | null {
	const { protocol, now, speed, build, heartbeat, zone, replay, present } = fields;
	if (!isNumber(protocol) || !isNumber(now) || !isNumber(speed) || !isNumber(heartbeat) || !isNumber(present))
		return null;
	if (typeof build !== 'string' || typeof zone !== 'string' || typeof replay !== 'boolean') return null;
	return { kind: 'hello', hello: { protocol, now, speed, build, heartbeat, zone, replay, present } };
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}

function isKeys(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((key) => typeof key === 'string');
}

function isCells(value: unknown): value is Cells {
	return isObject(value) && Object.values(value).every(isCellValue);
}

function isCellValue(value: unknown): value is CellValue {
	if (value === null || isNumber(value) || typeof value === 'string' || typeof value === 'boolean') return true;
	return Array.isArray(value) && value.every((part) => part === null || isNumber(part));
}
