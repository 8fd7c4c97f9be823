import { expect, test } from 'vitest';
import { rolesWith } from '#lib/domain/access/capability.ts';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { ruleOfField } from '#lib/server/access/field-rules.ts';
import { streamRules } from '#lib/server/access/route-rules.ts';
import { morning } from '../support/log-events.ts';
import { openApplication } from '../support/open-application.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';

const queues = ['Sales', 'a.b%c', 'norm', 'line', 'agents.busy', 'Café “één”'];
const channels = ['phone', 'chat', 'email', 'message'] as const;
/** Customers, contacts and agents that the test knows; none of them, nor what they became at the door, is anybody's to see. */
const identifiers = {
	contact: Array.from({ length: 24 }, (_, at) => `contact-${at}-of-the-test`),
	agent: ['agent-one-of-the-test', 'agent-two-of-the-test', 'agent-three-of-the-test'],
	customer: ['06-12345678', 'ada@example.org']
};

/** What a customer wrote. */
const comment = 'a remark of the test';

test('a frame holds nothing that its viewers may not see, and nobody’s name or pseudonym', async () => {
	const { app, take } = await openApplication();
	const known = Object.entries(identifiers).flatMap(
		([kind, names]) => names.flatMap((name) => [name, app.pseudonyms.of(kind as keyof typeof identifiers, name)]) // its own keys
	);
	const pseudonymous = (events: readonly NewEvent[]) =>
		events.map((event) => ('data' in event ? (app.pseudonyms.applyTo(event as never) as NewEvent) : event)); // as the intake does
	const wires = new Map<string, { reader: StreamReader; text: string }>();
	await take(morning, ...pseudonymous(busyMorning(0)));
	for (const view of Object.keys(streamRules)) {
		const wire = { reader: new StreamReader(), text: '' };
		wires.set(view, wire);
		app.streams.of(view)?.subscribe({
			send(bytes) {
				wire.reader.take(bytes);
				wire.text += new TextDecoder().decode(bytes);
				return true;
			},
			end() {}
		});
	}
	// The same again, a minute at a time, so that everything that can change is in a frame, too.
	for (let minute = 1; minute <= 6; minute++)
		await take(morning + minute * 60_000, ...pseudonymous(busyMorning(minute)));

	for (const [view, { reader, text }] of wires) {
		const followed = new FollowedCells();
		const seen = new Set<string>();
		for (const event of reader.events) {
			followed.take(event);
			for (const key of Object.keys(followed.cells)) seen.add(key);
		}
		expect(reader.of('frame').length, view).toBeGreaterThan(3);
		expect(seen.size, view).toBeGreaterThan(30);
		expect(misplaced(view, [...seen]), view).toEqual([]);
		expect(
			known.filter((one) => text.includes(one)),
			view
		).toEqual([]);
		expect(text, view).not.toContain(comment);
		expect(looksLikeSomebody(followed.cells), view).toEqual([]);
	}
	// The test sees what it looks for.
	expect(wires.get('phone')?.text).toContain('queue.Sales.asa_s');
	expect(wires.get('board')?.text).toContain('"agents.busy":');
	await expect.poll(async () => (await app.log.head()).seq).toBeGreaterThan(100);
});

test('a cell without a rule, one for others and a pseudonym are found', () => {
	expect(misplaced('board', ['fast.asa_s', 'queue.Sales.asa_s', 'agents.a1.state', 'comments.last'])).toEqual([
		'queue.Sales.asa_s: takes figures.see, which display may not',
		'agents.a1.state: no rule names it',
		'comments.last: no rule names it'
	]);
	expect(misplaced('phone', ['queue.Sales.asa_s'])).toEqual([]);
	const pseudonym = 'Zm9vYmFyYmF6cXV4cXV1eA';
	expect(looksLikeSomebody({ 'fast.last': pseudonym, 'queue.Sales.name': 'Sales' })).toEqual(['fast.last']);
});

/** Cells of a view that no rule names, or that somebody who may follow it may not see. */
function misplaced(view: string, keys: readonly string[]): string[] {
	const needs = streamRules[view];
	if (needs === undefined) return [`${view}: no rule names it`];
	return keys.flatMap((key) => {
		const rule = ruleOfField(key);
		if (rule === null) return [`${key}: no rule names it`];
		const outsiders = rolesWith(needs).filter((role) => !rolesWith(rule).includes(role));
		return outsiders.length === 0 ? [] : [`${key}: takes ${rule}, which ${outsiders.join(', ')} may not`];
	});
}

/** Cells whose text has the form of a pseudonym: 22 characters of base64url, or longer. */
function looksLikeSomebody(cells: Readonly<Record<string, unknown>>): string[] {
	return Object.entries(cells).flatMap(([key, value]) =>
		typeof value === 'string' && /[\w-]{22,}/.test(value) ? [key] : []
	);
}

/** Contacts on every queue and channel, in every state, agents in every state, and answers to surveys. */
function busyMorning(minute: number): NewEvent[] {
	const at = morning + minute * 60_000;
	const { contact, agent, customer } = identifiers;
	let count = 0;
	const event = (type: string, data: object, time = at): NewEvent =>
		({ source: 'test', id: `${minute}-${type}-${count++}`, type, time, data }) as NewEvent; // the contract's own data
	const events = contact.flatMap((name, index) => {
		const of = `${name}`;
		const queue = queues[index % queues.length];
		const channel = channels[index % channels.length];
		const begun = event(
			'contact.queued',
			{ contact: of, queue, channel, customer: customer[index % 2] },
			at - 30_000 + index
		);
		const who = { contact: of, agent: agent[index % agent.length] };
		switch ((index + minute) % 4) {
			case 0:
				return [begun];
			case 1:
				return [begun, event('contact.answered', who, at - 10_000)];
			case 2:
				return [begun, event('contact.answered', who, at - 10_000), event('contact.ended', who, at - 5_000)];
			default:
				return [begun, event('contact.abandoned', { contact: of }, at - 8_000)];
		}
	});
	const answers = contact.slice(0, 8).flatMap((name) => [
		event('survey.invited', { contact: name, kind: 'csat', channel: 'phone' }),
		event('survey.answered', {
			contact: name,
			kind: 'csat',
			score: 4,
			scale: { min: 1, max: 5 },
			comment,
			channel: 'phone'
		})
	]);
	const states = ['ready', 'not_ready', 'acw'];
	const presence = agent.map((name, index) =>
		event('agent.state_changed', { agent: name, state: states[(index + minute) % 3] ?? 'ready' })
	);
	return [...events, ...answers, ...presence].sort((one, other) => one.time - other.time);
}
