import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { defaultSiteSettings, type QueueSettings } from '#lib/domain/settings/site-settings.ts';
import { readComments as readList } from '#lib/protocol/comments.ts';
import { morning } from '../../../../tests/support/log-events.ts';
import { openApplication, testConfiguration } from '../../../../tests/support/open-application.ts';
import type { PersonPrincipal } from '../access/principal.ts';
import { takeIn } from '../intake/take-in.ts';
import { commentsResponse } from './comments-response.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

function person(queues: readonly string[] | null): PersonPrincipal {
	return { kind: 'person', personId: 'p1', sessionId: 's1', roles: ['manager'], queues, steppedUpAt: null };
}

/** Five answers in sales, four of them with words; four in support; each an hour apart from nine o'clock on. */
async function site(queues: readonly QueueSettings[] = [], later = 2 * hourMs) {
	const opened = await openApplication(morning, testConfiguration(), { settings: { ...defaultSiteSettings, queues } });
	const { app, clock } = opened;
	const answer = async (queue: string, nth: number, at: number): Promise<void> => {
		const contact = `${queue}-${nth}`;
		const words = nth === 4 ? {} : { comment: `${queue} words ${nth}` };
		const scale = { min: 1, max: 5 };
		const events = [
			['contact.queued', at - minuteMs, { contact, queue, channel: 'phone' }],
			['contact.answered', at - minuteMs / 2, { contact, agent: 'a1' }],
			['contact.ended', at - 1, { contact, agent: 'a1' }],
			['survey.answered', at, { contact, kind: 'csat', score: nth + 1, scale, ...words }]
		] as const;
		const told = events.map(([type, time, data]) => ({ source: 'pbx', id: `${contact}-${type}`, type, time, data }));
		await takeIn(app, told as unknown as Parameters<typeof takeIn>[1], true); // of the contract, as the log shows
	};
	for (let nth = 0; nth < 5; nth++) await answer('sales', nth, morning + nth * minuteMs);
	for (let nth = 0; nth < 4; nth++) await answer('support', nth, morning + nth * minuteMs);
	clock.stepTo(morning + later);
	const ask = async (query: Record<string, string>, own: readonly string[] | null = null) => {
		const response = await commentsResponse(app, person(own), new URLSearchParams(query));
		const body: unknown = await response.json();
		return { status: response.status, body, text: JSON.stringify(body) };
	};
	const today = { from: '2026-03-04', to: '2026-03-05' };
	return { ...opened, ask, answer, today };
}

test('shows words, score, queue and day of a queue with five answers, and says of another that it has too few', async () => {
	const { ask, today, app } = await site();
	const { body, text } = await ask(today);
	const list = readList(body);
	expect(list.queues).toEqual([
		{ queue: 'sales', answers: 5, hidden: null },
		{ queue: 'support', answers: 4, hidden: 'too-few' }
	]);
	expect(list.comments.map(({ text: words }) => words)).toEqual([0, 1, 2, 3].map((nth) => `sales words ${nth}`));
	expect(list.comments[1]).toEqual({
		...{ queue: 'sales', day: '2026-03-04', kind: 'csat', score: 2, scale: { min: 1, max: 5 } },
		text: 'sales words 1'
	});
	// Neither who wrote it nor who spoke with them, nor what leads there.
	for (const [kind, id] of [
		['contact', 'sales-1'],
		['agent', 'a1']
	] as const)
		expect(text).not.toContain(app.pseudonyms.of(kind, id));
	expect(text).not.toMatch(/sales-1|support words|"(contact|agent|eventId|source|time|no)"/);
	const { text: own } = await ask({ ...today, queue: 'support' });
	expect(own).not.toContain('words');
});

test('shows nothing of the last quarter of an hour, and does not count it either', async () => {
	const { ask, today, clock, answer } = await site([], 15 * minuteMs + 4 * minuteMs - 1);
	expect(readList((await ask(today)).body).comments).toEqual([]);
	clock.stepTo(morning + 15 * minuteMs + 4 * minuteMs);
	expect(readList((await ask(today)).body).comments).toHaveLength(4);
	await answer('sales', 9, morning + 17 * minuteMs);
	expect((await ask(today)).text).not.toContain('sales words 9');
});

test('keeps a manager to their own queues, under the names these have now', async () => {
	const { ask, today } = await site();
	expect((await ask(today, ['support'])).text).not.toContain('sales');
	expect((await ask({ ...today, queue: 'sales' }, ['support'])).status).toBe(403);
	expect((await ask(today, [])).text).not.toContain('words');
	const merged: QueueSettings = {
		...{ id: 'help', names: { nl: null, en: null }, channel: null, renamedFrom: ['sales', 'support'] },
		...{ mergedInto: null, retiredSince: null, hours: null, norm: null }
	};
	const renamed = await site([merged]);
	const list = readList((await renamed.ask(today, ['help'])).body);
	expect([list.queues, list.comments.length]).toEqual([[{ queue: 'help', answers: 9, hidden: null }], 8]);
});

test('records every reading by how much was read, and never what', async () => {
	const { ask, today, app } = await site();
	await ask({ ...today, queue: 'sales' });
	const [entry] = await app.access.audit.list({ limit: 1 });
	expect(entry).toMatchObject({
		...{ actorKind: 'person', actorId: 'p1', action: 'comments.read', subject: null },
		details: { ...today, queue: 'sales', comments: 4 }
	});
	expect(JSON.stringify(entry)).not.toContain('words');
});

test.each([
	[{ from: '2026-03-04' }, 'to'],
	[{ from: '2026-02-30', to: '2026-03-05' }, 'from'],
	[{ from: '2026-03-05', to: '2026-03-05' }, 'to'],
	[{ from: '2024-01-01', to: '2026-03-05' }, 'to'],
	[{ from: '2026-03-04T09:00', to: '2026-03-05' }, 'from'],
	[{ from: '2026-03-04', to: '2026-03-05', contact: 'x' }, 'contact']
])('refuses %j and names the parameter', async (query, field) => {
	const { ask, app } = await site();
	const entries = (await app.access.audit.list({ limit: 9 })).length;
	expect(await ask(query)).toMatchObject({ status: 400, body: { field } });
	expect((await app.access.audit.list({ limit: 9 })).length).toBe(entries);
});

test('the log knows the answer without the words', async () => {
	const { app } = await site();
	const events: readonly NewEvent[] = await app.log.read(0, 1_000);
	expect(JSON.stringify(events)).not.toContain('words');
	expect(events.filter(({ type }) => type === 'survey.answered')).toHaveLength(9);
});
