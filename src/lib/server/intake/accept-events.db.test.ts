import { expect, test } from 'vitest';
import { cloudEvent } from '../../../../tests/support/contact-events.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
import type { VerifiedKey } from '../access/api-keys.ts';
import { StoreFailure, type StoreFailureCause } from '../event-log/event-store.ts';
import { acceptEvents, type IntakeParts } from './accept-events.ts';
import { newIntakeCounters } from './intake-counters.ts';
import { NewNames } from './new-names.ts';
import { retryEvent } from './retry-event.ts';

const now = Date.parse('2025-11-22T08:30:00Z');
const key: VerifiedKey = { id: 'k', source: 'pbx', scopes: ['intake'] };

function send(parts: IntakeParts, events: unknown, holder: VerifiedKey = key) {
	const contentType = `application/cloudevents${Array.isArray(events) ? '-batch' : ''}+json`;
	const body = Buffer.from(typeof events === 'string' ? events : JSON.stringify(events));
	return acceptEvents(parts, holder, { contentType, headers: [], body });
}

test('answers for each event in order, once it is in the log', async () => {
	const parts = openIntake(now);
	expect(await send(parts, [cloudEvent('a'), cloudEvent('b')])).toEqual({
		status: 200,
		body: [
			{ id: 'a', seq: 1, status: 'stored' },
			{ id: 'b', seq: 2, status: 'stored' }
		]
	});
	expect(await send(parts, cloudEvent('b'))).toEqual({ status: 200, body: [{ id: 'b', seq: 2, status: 'duplicate' }] });
	expect(await send(parts, [])).toEqual({ status: 200, body: [] });
	expect((await parts.log.head()).seq).toBe(2);
	expect(parts.counters).toMatchObject({ accepted: 2, duplicates: 1, conflicts: 0, rejected: 0 });
});

test('takes the good events of a batch and says what is wrong with the others', async () => {
	const parts = openIntake(now);
	await send(parts, cloudEvent('a'));
	const batch = [
		cloudEvent('b', { type: 'contact.lost' }),
		cloudEvent('c'),
		cloudEvent('a', { time: '2025-11-22T08:00:00Z' }),
		7,
		cloudEvent('d', { source: 'chat' }),
		cloudEvent('e')
	];
	expect(await send(parts, batch)).toEqual({
		status: 207,
		body: [
			{ id: 'b', seq: null, status: 'rejected', reason: 'type: "contact.lost" is not known' },
			{ id: 'c', seq: 2, status: 'stored' },
			{ id: 'a', seq: 1, status: 'conflict' },
			{ id: null, seq: null, status: 'rejected', reason: 'event: must be a JSON object' },
			{ id: 'd', seq: null, status: 'rejected', reason: 'source: this key speaks for "pbx" only' },
			{ id: 'e', seq: 3, status: 'stored' }
		]
	});
	expect(parts.counters).toMatchObject({ accepted: 3, duplicates: 0, conflicts: 1, rejected: 3, droppedKeys: 0 });
	await parts.rejected.flush();
	const kept = await parts.rejectedStore.list(10);
	expect(kept.map(({ source, reason, raw, receivedAt }) => ({ source, reason, raw, receivedAt })).reverse()).toEqual([
		{ source: 'pbx', reason: 'type: "contact.lost" is not known', raw: JSON.stringify(batch[0]), receivedAt: now },
		{
			source: 'pbx',
			reason: 'id: event 1 of the log has it, with another content',
			raw: JSON.stringify({ ...(batch[2] as object), time: '2025-11-22T08:00:00.000Z' }),
			receivedAt: now
		},
		{ source: 'pbx', reason: 'event: must be a JSON object', raw: '7', receivedAt: now },
		{ source: 'pbx', reason: 'source: this key speaks for "pbx" only', raw: JSON.stringify(batch[4]), receivedAt: now }
	]);
});

test('answers 422 for one event that is wrong, 207 for a batch of it', async () => {
	const parts = openIntake(now);
	const wrong = cloudEvent('a', { type: 'x' });
	expect(await send(parts, wrong)).toMatchObject({ status: 422, body: [{ id: 'a', status: 'rejected' }] });
	expect(await send(parts, [wrong])).toMatchObject({ status: 207, body: [{ id: 'a', status: 'rejected' }] });
	expect((await parts.log.head()).seq).toBe(0);
});

test('answers 403 when everything speaks for another source', async () => {
	const parts = openIntake(now);
	const foreign = [cloudEvent('a', { source: 'chat' }), cloudEvent('b', { source: 'PBX' })];
	expect(await send(parts, foreign)).toMatchObject({ status: 403 });
	expect(await send(parts, foreign[0])).toMatchObject({ status: 403 });
	expect((await parts.log.head()).seq).toBe(0);
});

test('refuses a time more than two minutes ahead, unless the past is told', async () => {
	const parts = openIntake(now);
	const ahead = (ms: number) => new Date(now + ms).toISOString();
	const answer = await send(parts, [
		cloudEvent('a', { time: ahead(120_000) }),
		cloudEvent('b', { time: ahead(120_001) }),
		cloudEvent('c', { time: ahead(1e9), backfill: true }),
		cloudEvent('d', { time: '1990-01-01T00:00:00Z' })
	]);
	expect(answer.body).toMatchObject([
		{ status: 'stored' },
		{ status: 'rejected', reason: 'time: more than 2 minutes ahead of the server' },
		{ status: 'stored' },
		{ status: 'stored' }
	]);
});

test('lets no identifier and no comment into the log, and keeps what was written beside it', async () => {
	const parts = openIntake(now);
	const survey = { contact: 'C-1', kind: 'csat', score: 5, scale: { min: 1, max: 5 }, comment: 'call me: J. Jansen' };
	const events = [
		cloudEvent('a', {
			data: { contact: 'C-1', queue: 'sales', channel: 'chat', customer: 'J. Jansen' },
			subject: 'C-1'
		}),
		cloudEvent('b', { type: 'survey.answered', data: survey })
	];
	expect(await send(parts, events)).toMatchObject({ status: 200 });
	expect(parts.counters.droppedKeys).toBe(0);
	const rows = await parts.log.read(0, 10);
	expect(rows.map((row) => ('contact' in row.data ? row.data.contact : null))).toEqual([
		parts.pseudonyms.of('contact', 'C-1'),
		parts.pseudonyms.of('contact', 'C-1')
	]);
	expect(JSON.stringify(rows)).not.toMatch(/C-1|Jansen|comment/);
	const { comments } = await parts.comments.list(0, now + 1);
	expect(comments).toMatchObject([
		{ eventId: 'b', contact: parts.pseudonyms.of('contact', 'C-1'), text: survey.comment }
	]);
	// A comment is no part of what makes two events the same.
	const { comment: _comment, ...silent } = survey;
	expect(await send(parts, cloudEvent('b', { type: 'survey.answered', data: silent }))).toMatchObject({
		body: [{ status: 'duplicate', seq: 2 }]
	});
});

test('acknowledges no answer whose words could not be kept; sent again, both are there once', async () => {
	const parts = openIntake(now);
	const data = { contact: 'C-1', kind: 'csat', score: 5, scale: { min: 1, max: 5 }, comment: 'words' };
	const survey = cloudEvent('s', { type: 'survey.answered', data });
	let isFull = true;
	const comments = {
		keep: async (added: Parameters<typeof parts.comments.keep>[0], at: number) => {
			if (isFull) throw new StoreFailure('disk-full', null);
			await parts.comments.keep(added, at);
		}
	};
	expect(await send({ ...parts, comments }, survey)).toMatchObject({ status: 507 });
	isFull = false;
	expect((await send({ ...parts, comments }, survey)).body).toMatchObject([{ status: 'duplicate', seq: 1 }]);
	expect((await parts.comments.list(0, now + 1)).comments.map(({ text }) => text)).toEqual(['words']);
	const other = cloudEvent('s', { type: 'survey.answered', data: { ...data, score: 1, comment: 'other words' } });
	expect((await send({ ...parts, comments }, other)).body).toMatchObject([{ status: 'conflict' }]);
	expect((await parts.comments.list(0, now + 1)).comments.map(({ text }) => text)).toEqual(['words']);
});

test('keeps no words of a customer with what it refuses, however they came, and takes no marker for words', async () => {
	const parts = openIntake(now);
	const comment = 'my neighbour Tilly';
	const data = { contact: 'C-1', kind: 'csat', score: 'nine', scale: { min: 1, max: 5 }, comment };
	const survey = cloudEvent('s', { type: 'survey.answered', data });
	const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
	const sound = { ...data, score: 4 };
	expect((await send(parts, cloudEvent('x', { type: 'survey.answered', data: sound }))).status).toBe(200);
	await send(parts, survey);
	await send(parts, [cloudEvent('t', { type: 'survey.answered', data: undefined, data_base64: encoded })]);
	await send(parts, JSON.stringify(survey).slice(0, -4));
	await send(parts, `{'comment': '${comment}'}`);
	const more = { ...sound, score: 1, remark: comment };
	await send(parts, cloudEvent('x', { type: 'survey.answered', data: more, myremark: comment }));
	await parts.rejected.flush();
	const kept = await parts.rejectedStore.list(10);
	expect(kept.map(({ reason }) => reason.split(':')[0])).toEqual(['id', 'body', 'body', 'data_base64', 'data.score']);
	const inside = kept
		.flatMap(({ raw }) => [...raw.matchAll(/[\w+/]{40,}/g)])
		.map(([text]) => Buffer.from(text, 'base64'));
	expect(inside).toHaveLength(1);
	expect([...kept.map(({ raw }) => raw), ...inside.map(String)].join('\n')).not.toContain('Tilly');
	expect(kept[4]?.raw).toBe(JSON.stringify(survey).replace(comment, '(comment left out)'));
	// Of what the log has otherwise only what an event may say is kept, and can be sent again.
	expect(await retryEvent(parts, { source: 'pbx', raw: kept[0]?.raw ?? '' })).toMatch(/^id: event 1 of the log has it/);
	const mended = (kept[4]?.raw ?? '').replace('"score":"nine"', '"score":5');
	expect(await retryEvent(parts, { source: 'pbx', raw: mended })).toBeNull();
	expect((await parts.comments.list(0, now + 1)).comments.map(({ eventId }) => eventId)).toEqual(['x']);
});

test('takes more from a key for bulk, and only from that', async () => {
	const parts = openIntake(now);
	const many = Array.from({ length: 1200 }, (_, at) => cloudEvent(`${at}`));
	expect(await send(parts, many)).toMatchObject({ status: 413 });
	const answer = await send(parts, many, { ...key, scopes: ['bulk'] });
	expect(answer.status).toBe(200);
	expect((await parts.log.head()).seq).toBe(1200);
});

test.each([
	['away', 503],
	['disk-full', 507]
] as const)(
	'acknowledges nothing and keeps nothing while the store is %s',
	async (failure: StoreFailureCause, status) => {
		let isBroken = true;
		const parts = openIntake(now, (store) => {
			const append = store.append.bind(store);
			store.append = async (events, at) => {
				if (isBroken) throw new StoreFailure(failure, null);
				return append(events, at);
			};
			return store;
		});
		const batch = [cloudEvent('a'), cloudEvent('b', { type: 'x' })];
		const answer = await send(parts, batch);
		expect(answer).toMatchObject({
			status,
			retryAfterSeconds: expect.any(Number),
			body: { error: expect.any(String) }
		});
		await parts.rejected.flush();
		expect(await parts.rejectedStore.list(10)).toEqual([]);
		expect(parts.counters).toEqual(newIntakeCounters());
		isBroken = false;
		expect(await send(parts, batch)).toMatchObject({ status: 207, body: [{ seq: 1 }, { status: 'rejected' }] });
	}
);

test('answers 429 when too much waits', async () => {
	const parts = openIntake(now);
	const log = { append: async () => ({ committed: false as const, refusal: 'queue-full' as const }) };
	expect(await send({ ...parts, log }, cloudEvent('a'))).toMatchObject({ status: 429, retryAfterSeconds: 1 });
});

test('keeps the start of a body that is no JSON', async () => {
	const parts = openIntake(now);
	expect(await send(parts, `{"id": ${'x'.repeat(20_000)}`)).toEqual({ status: 400, body: { error: 'body: not JSON' } });
	await parts.rejected.flush();
	expect(await parts.rejectedStore.list(10)).toMatchObject([{ reason: 'body: not JSON', source: 'pbx' }]);
	expect((await parts.rejectedStore.list(10))[0]?.raw).toHaveLength(8192);
});

test('refuses an event that brings a queue too many, names the limit, keeps and counts it', async () => {
	const parts = openIntake(now);
	const known = { hasQueue: () => false, isQueueSet: () => false, hasAgent: () => false, agentCount: () => 0 };
	const names = new NewNames({ ...known, queueCount: () => 0 }, () => 0);
	const into = (queue: string, changes = {}) =>
		cloudEvent(queue, { data: { contact: 'c', queue, channel: 'phone' }, ...changes });
	const queues = Array.from({ length: 51 }, (_, at) => `queue-${at}`);
	const { body } = await send({ ...parts, names }, [
		...queues.map((queue) => into(queue)),
		into('queue-past', { backfill: true, time: '2025-01-01T00:00:00Z' }),
		into('queue-0', { id: 'again' }),
		into('queue-now', { backfill: true })
	]);
	if (!Array.isArray(body)) throw new Error('not answered for each');
	expect(body.slice(49)).toEqual([
		{ id: 'queue-49', seq: 50, status: 'stored' },
		{ id: 'queue-50', seq: null, status: 'rejected', reason: expect.stringMatching(/^queue: new, and 50 new queues/) },
		{ id: 'queue-past', seq: 51, status: 'stored' },
		{ id: 'again', seq: 52, status: 'stored' },
		{ id: 'queue-now', seq: null, status: 'rejected', reason: expect.stringMatching(/^queue: new, and 50 new queues/) }
	]);
	expect(parts.counters).toMatchObject({ accepted: 52, rejected: 2, tooManyNames: 2 });
	await parts.rejected.flush();
	expect(await parts.rejectedStore.list(10)).toMatchObject([
		{ raw: JSON.stringify(into('queue-now', { backfill: true })) },
		{ raw: JSON.stringify(into('queue-50')) }
	]);
	// Its owner may take it in all the same.
	expect(await retryEvent(parts, { source: 'pbx', raw: JSON.stringify(into('queue-50')) })).toBeNull();
});
