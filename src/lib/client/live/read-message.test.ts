import { expect, test } from 'vitest';
import { encodeEvent, PROTOCOL_VERSION } from '#lib/protocol/stream-message.ts';
import { readMessage } from './read-message.ts';
import type { StreamEvent } from './read-message.ts';

function read(event: StreamEvent, payload: object, id = '') {
	return readMessage(event, JSON.stringify(payload), id);
}

const hello = {
	protocol: PROTOCOL_VERSION,
	now: 1,
	speed: 1,
	build: 'b',
	heartbeat: 10,
	zone: 'Europe/Amsterdam',
	replay: false,
	present: 1_794_307_330_000
};

test('the messages of the stream are read as they are', () => {
	expect(read('hello', hello)).toEqual({ kind: 'hello', hello });
	const snapshot = { now: 1, seq: 2, cells: { a: 1, b: null, c: 'x', d: true, e: [1, null] } };
	expect(read('snapshot', snapshot, 'i')).toEqual({ kind: 'snapshot', id: 'i', snapshot });
	expect(read('frame', { base: 'i', now: 1, seq: 2, set: { a: 2 } }, 'j')).toEqual({
		kind: 'frame',
		id: 'j',
		frame: { base: 'i', now: 1, seq: 2, set: { a: 2 }, unset: [] }
	});
	expect(read('hb', { now: 1, seq: 2 })).toEqual({ kind: 'heartbeat', heartbeat: { now: 1, seq: 2 } });
	const standing = { revision: 4, reloadRevision: 2 };
	expect(read('display', standing)).toEqual({ kind: 'display', standing });
	expect(read('bye', { retryMs: -5 })).toEqual({ kind: 'bye', bye: { retryMs: 0 } });
});

test('what the encoder writes, the reader reads', () => {
	const text = encodeEvent('hb', { now: 1, seq: 2 });
	const line = text.split('\n').find((part) => part.startsWith('data: ')) ?? '';
	expect(readMessage('hb', line.slice('data: '.length), '')).not.toBeNull();
});

test.each([
	['hello', '<html>login</html>', ''],
	['hello', '{"protocol":1}', ''],
	['hello', '[]', ''],
	['snapshot', '{"now":1,"seq":2,"cells":{}}', ''],
	['snapshot', '{"now":1,"seq":2,"cells":{"a":{}}}', 'i'],
	['snapshot', '{"now":1,"seq":2,"cells":[1]}', 'i'],
	['frame', '{"now":1,"seq":2,"set":{}}', 'i'],
	['frame', '{"base":"h","now":1,"seq":2,"set":{},"unset":[3]}', 'i'],
	['frame', '{"base":"h","now":1,"seq":2,"set":{"a":[tru', 'i'],
	['hb', '{"now":null,"seq":2}', ''],
	['display', '{"revision":4}', ''],
	['bye', '{}', '']
] as const)('%s %s is not a message', (event, text, id) => {
	expect(readMessage(event, text, id)).toBeNull();
});
