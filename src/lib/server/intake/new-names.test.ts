import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { isHistory, nameLimits, NewNames } from './new-names.ts';

function open(queues: readonly string[] = [], agents: readonly string[] = [], set: readonly string[] = []) {
	const clock = { at: 0 };
	const state = { queues: new Set(queues), agents: new Set(agents), set: new Set(set) };
	const names = new NewNames(
		{
			hasQueue: (queue) => state.queues.has(queue),
			isQueueSet: (queue) => state.set.has(queue),
			queueCount: () => state.queues.size,
			hasAgent: (agent) => state.agents.has(agent),
			agentCount: () => state.agents.size
		},
		() => clock.at
	);
	return { clock, state, names };
}

const envelope = { source: 'pbx', id: 'e', time: 0 } as const;

function into(queue: string, backfill?: true): NewEvent {
	return { ...envelope, type: 'contact.queued', data: { contact: 'c', queue, channel: 'phone' }, backfill };
}

function by(agent: string): NewEvent {
	return { ...envelope, type: 'agent.state_changed', data: { agent, state: 'ready' } };
}

function numbered(count: number, name: string): string[] {
	return Array.from({ length: count }, (_, at) => `${name} ${at}`);
}

test('takes 50 new queues at once, then one each 72 seconds, and names the limit', () => {
	const { clock, names } = open(['sales']);
	for (const queue of numbered(50, 'new')) expect(names.refusalOf(into(queue))).toBeNull();
	expect(names.refusalOf(into('one more'))).toMatch(/^queue: new, and 50 new queues came within an hour/);
	expect(names.refusalOf(into('sales'))).toBeNull();
	expect(names.refusalOf(into('new 7'))).toBeNull();
	clock.at = 72_000;
	expect(names.refusalOf(into('one more'))).toBeNull();
	expect(names.refusalOf(into('two more'))).not.toBeNull();
});

test('takes no queue beyond 500, whether they are counted yet or not', () => {
	const { clock, names, state } = open(numbered(480, 'old'));
	for (const queue of numbered(20, 'new')) expect(names.refusalOf(into(queue))).toBeNull();
	expect(names.refusalOf(into('one more'))).toBe('queue: new, and 500 queues are known already');
	for (const queue of numbered(20, 'new')) state.queues.add(queue);
	expect(names.refusalOf(into('one more'))).toBe('queue: new, and 500 queues are known already');
	// A queue that was forgotten makes room, and so does one that was let in and never came to be counted.
	state.queues.delete('old 0');
	expect(names.refusalOf(into('one more'))).toBeNull();
	expect(names.refusalOf(into('two more'))).not.toBeNull();
	clock.at = 3_600_000;
	expect(names.refusalOf(into('two more'))).toBeNull();
});

test('takes queues of the settings and events of the past, however many', () => {
	const { names } = open(numbered(500, 'old'), [], ['wanted']);
	expect(names.refusalOf(into('wanted'))).toBeNull();
	expect(names.refusalOf(into('unwanted', true), true)).toBeNull();
	expect(names.refusalOf(into('unwanted'))).not.toBeNull();
});

test('calls the past what says so and lies two days back, and anything that says so of who may send in bulk', () => {
	const now = 1_790_000_000_000;
	const twoDays = 48 * 3_600_000;
	const at = (time: number, backfill?: true): NewEvent => ({ ...into('sales', backfill), time });
	for (const time of [now - twoDays, now, now + 365 * twoDays]) {
		expect(isHistory(at(time, true), false, now)).toBe(false);
		expect(isHistory(at(time, true), true, now)).toBe(true);
		expect(isHistory(at(time), true, now)).toBe(false);
	}
	expect(isHistory(at(now - twoDays - 1, true), false, now)).toBe(true);
	expect(isHistory(at(now - twoDays - 1), false, now)).toBe(false);
});

test('takes a whole shift of agents at once, and none beyond 5,000', () => {
	const { names, state } = open([], numbered(4_000, 'old'));
	for (const agent of numbered(1_000, 'new')) expect(names.refusalOf(by(agent))).toBeNull();
	expect(names.refusalOf(by('one more'))).toBe(`agent: new, and ${nameLimits.agents} agents are known already`);
	expect(names.refusalOf(by('old 7'))).toBeNull();
	expect(names.refusalOf(by('new 7'))).toBeNull();
	for (const agent of numbered(1_000, 'new')) state.agents.add(agent);
	for (let at = 0; at < 10; at++) state.agents.delete(`old ${at}`);
	expect(names.refusalOf(by('one more'))).toBeNull();
});
