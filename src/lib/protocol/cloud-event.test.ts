import { describe, expect, test } from 'vitest';
import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import { cloudEvent } from '../../../tests/support/contact-events.ts';
import { parseCloudEvent } from './cloud-event.ts';
import { jsonLimits } from './json-limits.ts';

const time = Date.UTC(2025, 10, 22, 8, 26, 40);

function reasonOf(value: unknown): string {
	const parsed = parseCloudEvent(value);
	return 'reason' in parsed ? parsed.reason : `accepted ${JSON.stringify(parsed.event)}`;
}

function withData(type: string, data: unknown): unknown {
	return cloudEvent('a', { type, data });
}

test('reads an event', () => {
	const parsed = parseCloudEvent(cloudEvent('a', { subject: 'contact-a', datacontenttype: 'application/json' }));
	expect(parsed).toEqual({
		event: {
			source: 'pbx',
			id: 'a',
			type: 'contact.queued',
			time,
			data: { contact: 'contact-a', queue: 'sales', channel: 'phone' }
		},
		droppedKeys: 0
	});
});

test('reads what an event replaces and whether it lies in the past', () => {
	const parsed = parseCloudEvent(cloudEvent('a', { supersedes: 'b', backfill: true }));
	expect(parsed).toMatchObject({ event: { supersedes: 'b', backfill: true } });
});

test('takes a null attribute as absent', () => {
	const nothing = { subject: null, supersedes: null, backfill: null, data_base64: null, datacontenttype: null };
	expect(parseCloudEvent(cloudEvent('a', nothing))).toEqual(parseCloudEvent(cloudEvent('a')));
	expect(reasonOf(cloudEvent('a', { source: null }))).toBe('source: missing');
	expect(parseCloudEvent(cloudEvent('a', { backfill: false }))).toEqual(parseCloudEvent(cloudEvent('a')));
});

test('takes a null in an optional name of the data as absent, in a required one as missing', () => {
	const data = { contact: 'c', queue: 'q', channel: 'chat' };
	const parsed = parseCloudEvent(withData('contact.queued', { ...data, topic: null, customer: null }));
	expect(parsed).toMatchObject({ event: { data }, droppedKeys: 0 });
	expect(reasonOf(withData('contact.queued', { ...data, queue: null, topic: null }))).toBe('data.queue: missing');
});

test('writes data in one order, whatever order the sender uses', () => {
	const one = parseCloudEvent(withData('contact.queued', { contact: 'c', queue: 'q', channel: 'chat', topic: 't' }));
	const other = parseCloudEvent(withData('contact.queued', { topic: 't', channel: 'chat', queue: 'q', contact: 'c' }));
	expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});

test('drops names that the contract does not know, and counts them', () => {
	const data = { contact: 'c', kind: 'csat', score: 4, scale: { min: 1, max: 5, step: 1 }, mood: { a: 1 }, agent: 'x' };
	const parsed = parseCloudEvent({ ...cloudEvent('a', { type: 'survey.answered', data }), traceparent: '00-1' });
	expect(parsed).toMatchObject({ droppedKeys: 4 });
	const kept = { contact: 'c', kind: 'csat', score: 4, scale: { min: 1, max: 5 } };
	expect('event' in parsed && parsed.event.data).toEqual(kept);
});

test('shares nothing with the value it read', () => {
	const value = {
		...cloudEvent('a'),
		type: 'agent.state_changed',
		data: { agent: 'x', state: 'ready', queues: ['q'] }
	};
	const parsed = parseCloudEvent(value);
	value.data.queues.push('r');
	value.data.agent = 'y';
	expect(parsed).toMatchObject({ event: { data: { agent: 'x', queues: ['q'] } } });
});

test('needs no data where a type has none', () => {
	const { data: _data, ...alive } = cloudEvent('a', { type: 'source.alive' });
	expect(parseCloudEvent(alive)).toMatchObject({ event: { type: 'source.alive', data: {} } });
	expect(reasonOf({ ...alive, type: 'contact.queued' })).toBe('data.contact: missing');
});

test.each([
	[null, 'event: must be a JSON object'],
	[[cloudEvent('a')], 'event: must be a JSON object'],
	['event', 'event: must be a JSON object'],
	[{}, 'id: missing'],
	[cloudEvent('a', { id: 7 }), 'id: must be 1 to 128 of A-Z a-z 0-9 . _ : -'],
	[cloudEvent('a b'), 'id: must be 1 to 128 of A-Z a-z 0-9 . _ : -'],
	[cloudEvent('x'.repeat(129)), 'id: must be 1 to 128 of A-Z a-z 0-9 . _ : -'],
	[cloudEvent('a', { specversion: '0.3' }), 'specversion: must be "1.0"'],
	[cloudEvent('a', { specversion: undefined }), 'specversion: missing'],
	[cloudEvent('a', { source: '' }), 'source: must be a string of 1 to 200 characters'],
	[cloudEvent('a', { type: undefined }), 'type: missing'],
	[cloudEvent('a', { type: 'contact.dropped' }), 'type: "contact.dropped" is not known'],
	[cloudEvent('a', { type: 'toString' }), 'type: "toString" is not known'],
	[cloudEvent('a', { type: '__proto__' }), 'type: "__proto__" is not known'],
	[
		cloudEvent('a', { type: 'bereik.settings.changed' }),
		'type: "bereik.settings.changed" is written by the product itself'
	],
	[cloudEvent('a', { type: 'bereik.' }), 'type: "bereik." is written by the product itself'],
	[cloudEvent('a', { time: undefined }), 'time: missing'],
	[cloudEvent('a', { time: '2025-11-22T08:26:40' }), 'time: must be RFC 3339 with a zone'],
	[cloudEvent('a', { time: 1763800000000 }), 'time: must be RFC 3339 with a zone'],
	[cloudEvent('a', { data: [] }), 'data: must be an object'],
	[cloudEvent('a', { data: 'text' }), 'data: must be an object'],
	[cloudEvent('a', { data_base64: 'AA==' }), 'data_base64: not taken, send data as a JSON object'],
	[cloudEvent('a', { datacontenttype: 'text/xml' }), 'datacontenttype: must be JSON'],
	[cloudEvent('a', { subject: 'contact-b' }), 'subject: must repeat data.contact or data.agent'],
	[cloudEvent('a', { subject: 7 }), 'subject: must repeat data.contact or data.agent'],
	[cloudEvent('a', { supersedes: 'a' }), 'supersedes: names the event itself'],
	[cloudEvent('a', { supersedes: 'b c' }), 'supersedes: must be the id of an event'],
	[cloudEvent('a', { backfill: 'true' }), 'backfill: must be true or false']
])('refuses %j', (value, reason) => {
	expect(reasonOf(value)).toBe(reason);
});

test('keeps the id of what it refuses', () => {
	expect(parseCloudEvent(cloudEvent('a', { type: 'x' }))).toMatchObject({ id: 'a' });
	expect(parseCloudEvent(cloudEvent('a b'))).toMatchObject({ id: null });
});

test.each([
	['contact.queued', { contact: 'c', channel: 'phone' }, 'data.queue: missing'],
	['contact.queued', { contact: 7, queue: 'q', channel: 'phone' }, 'data.contact: must be a string'],
	['contact.queued', { contact: '', queue: 'q', channel: 'phone' }, 'data.contact: must not be empty'],
	[
		'contact.queued',
		{ contact: 'c'.repeat(201), queue: 'q', channel: 'phone' },
		'data.contact: longer than 200 characters'
	],
	[
		'contact.queued',
		{ contact: 'c', queue: 'q', channel: 'fax' },
		'data.channel: must be one of phone, chat, email, message, visit'
	],
	[
		'contact.queued',
		{ contact: 'c', queue: 'q', channel: 'phone', priority: 1.5 },
		'data.priority: must be a whole number'
	],
	[
		'contact.queued',
		{ contact: 'c', queue: 'q', channel: 'phone', priority: 1e4 },
		'data.priority: must be at most 1000'
	],
	['contact.queued', { contact: 'c', queue: 'q', channel: 'phone', priority: '1' }, 'data.priority: must be a number'],
	[
		'contact.queued',
		{ contact: 'c', queue: 'q', channel: 'phone', parallel: 1 },
		'data.parallel: must be true or false'
	],
	['agent.state_changed', { agent: 'a', state: 'ready', queues: 'q' }, 'data.queues: must be an array'],
	['agent.state_changed', { agent: 'a', state: 'ready', queues: ['q', 7] }, 'data.queues[1]: must be a string'],
	['agent.state_changed', { agent: 'a', state: 'ready', maxChats: -1 }, 'data.maxChats: must be at least 0'],
	[
		'agent.state_changed',
		{ agent: 'a', state: 'ready', queues: Array.from({ length: 501 }, () => 'q') },
		'data.queues: more than 500 entries'
	],
	['survey.answered', { contact: 'c', kind: 'csat', score: 3, scale: 5 }, 'data.scale: must be an object'],
	['survey.answered', { contact: 'c', kind: 'csat', score: 3, scale: { min: 1 } }, 'data.scale.max: missing'],
	[
		'survey.answered',
		{ contact: 'c', kind: 'csat', score: 3, scale: { min: 5, max: 1 } },
		'data.scale: min must be below max'
	],
	[
		'survey.answered',
		{ contact: 'c', kind: 'csat', score: Infinity, scale: { min: 1, max: 5 } },
		'data.score: number out of range'
	]
])('names field and cause in %s %j', (type, data, reason) => {
	expect(reasonOf(withData(type, data))).toBe(reason);
});

describe('limits', () => {
	test('nesting', () => {
		const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
		const withNested = (depth: number) => cloudEvent('a', { extra: nested(depth) });
		expect(parseCloudEvent(withNested(jsonLimits.depth - 1))).toMatchObject({ droppedKeys: 1 });
		expect(reasonOf(withNested(jsonLimits.depth))).toBe('extra: nested deeper than 16');
	});

	test('names', () => {
		const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, 1]));
		const own = Object.keys(cloudEvent('a')).length + 3;
		expect(parseCloudEvent({ ...cloudEvent('a'), ...names(200 - own) })).toMatchObject({ droppedKeys: 200 - own });
		expect(reasonOf({ ...cloudEvent('a'), ...names(201 - own) })).toBe('event: more than 200 names');
	});

	test.each([
		[{ note: 'x'.repeat(8193) }, 'data.note: longer than 8192 characters'],
		[{ queue: 'a\0b' }, 'data.queue: holds U+0000'],
		[{ queue: '\ud800' }, 'data.queue: not well-formed Unicode'],
		[{ deep: { er: [{ x: '\udfff' }] } }, 'data.deep.er.x: not well-formed Unicode'],
		[{ size: 2 ** 53 }, 'data.size: number out of range'],
		[JSON.parse('{"__proto__": {"queue": "x"}}') as object, 'data.__proto__: this name is refused'],
		[{ ['\ud800\0']: '\0' }, 'data.\ufffd\ufffd: holds U+0000']
	])('refuses %j', (data, reason) => {
		// Spreading would leave a name __proto__ behind.
		const whole = Object.fromEntries([
			...Object.entries({ contact: 'c', queue: 'q', channel: 'chat' }),
			...Object.entries(data)
		]);
		expect(reasonOf(withData('contact.queued', whole))).toBe(reason);
	});

	test('refuses a name that the text had twice', () => {
		const names = Object.keys(cloudEvent('a')).length + 3;
		expect(parseCloudEvent(cloudEvent('a'), names)).toMatchObject({ droppedKeys: 0 });
		expect(parseCloudEvent(cloudEvent('a'), names + 1)).toEqual({
			id: 'a',
			reason: 'event: a name appears twice in one object'
		});
	});
});

test('says something of its own about every check of every type', () => {
	const wrong: unknown[] = [7, true, [], {}, '', 'x'.repeat(300), -1e9, 1e9, 0.5];
	for (const [type, { entries }] of Object.entries(sourceEventSchemas)) {
		for (const name of Object.keys(entries)) {
			for (const value of wrong) {
				const reason = reasonOf(withData(type, { [name]: value }));
				expect(reason).not.toMatch(/Invalid|undefined|expected/);
			}
		}
	}
});
