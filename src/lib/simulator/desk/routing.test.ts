import { describe, expect, test } from 'vitest';
import { agentFor, agentSigningIn, roomFor, type AgentOnDuty } from './agent-on-duty.ts';
import { drawNeeds, drawTopic } from '../contact-needs.ts';
import { contactAtTheDoor, type ContactInDesk } from './contact-in-desk.ts';
import { patienceMs } from '../patience.ts';
import type { QueueProfile } from '../profile.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { telecomQueues } from '../telecom-queues.ts';
import { telecomTopics } from '../telecom-topics.ts';
import { topicNamed } from '../topic-profile.ts';
import { WaitingLines } from './waiting-lines.ts';

function queueNamed(name: string): QueueProfile {
	const found = telecomQueues.find(({ queue }) => queue === name);
	if (!found) throw new Error(`no queue ${name}`);
	return found;
}

const [facturen, techniek, chat] = [queueNamed('Facturen'), queueNamed('Techniek'), queueNamed('Chat')];

function contactIn(queue: QueueProfile, name: string, waitingSince: number, priority = 0): ContactInDesk {
	const random = randomStream(1, name);
	const topic = drawTopic(queue, null, random);
	const needs = drawNeeds(queue, topicNamed(telecomTopics, topic.real), random);
	const comer = { customer: `customer of ${name}`, topic: null, comesAgain: false, gaveUpBefore: false };
	return { ...contactAtTheDoor(name, comer, queue, topic, needs, waitingSince), priority };
}

function readyAgent(agent: string, queues: string[], idleSince = 0, maxChats: number | null = null): AgentOnDuty {
	const member = { agent, team: 'Team', queues, maxChats, homeShare: 0 };
	const duty = agentSigningIn({ member, workplace: 'office', from: 0, until: 1, breaks: [] }, idleSince);
	duty.presence = 'ready';
	return duty;
}

describe('the waiting lines', () => {
	test('serve priority first, then the longest wait, over all the queues somebody serves', () => {
		const lines = new WaitingLines();
		const early = contactIn(facturen, 'early', 10);
		const late = contactIn(techniek, 'late', 20);
		const transferred = contactIn(techniek, 'transferred', 30, 1);
		for (const contact of [late, transferred, early]) lines.enter(contact);
		const order: string[] = [];
		for (let next = lines.nextOf(['Facturen', 'Techniek']); next; next = lines.nextOf(['Facturen', 'Techniek'])) {
			order.push(next.contact);
			lines.leave(next);
		}
		expect(order).toEqual(['transferred', 'early', 'late']);
	});

	test('let a contact that overflows keep its place by the time it has waited', () => {
		const lines = new WaitingLines();
		lines.enter(contactIn(facturen, 'new', 50));
		lines.enter(contactIn(facturen, 'overflowed', 5));
		expect(lines.waitingIn('Facturen').map(({ contact }) => contact)).toEqual(['overflowed', 'new']);
		expect(lines.nextOf(['Techniek'])).toBeNull();
	});
});

describe('the choice of an agent', () => {
	test('takes the specialist before the all-rounder, and of two the one idle longest', () => {
		const allRounder = readyAgent('all', ['Facturen', 'Techniek'], 0);
		const [recent, rested] = [readyAgent('recent', ['Techniek'], 90), readyAgent('rested', ['Techniek'], 40)];
		expect(agentFor('Techniek', [allRounder, recent, rested])).toBe(rested);
		expect(agentFor('Facturen', [allRounder, recent, rested])).toBe(allRounder);
		expect(agentFor('Chat', [allRounder, recent, rested])).toBeNull();
	});

	test('spreads chats and stops at the limit', () => {
		const [one, two] = [readyAgent('one', ['Chat'], 0, 3), readyAgent('two', ['Chat'], 5, 3)];
		one.handling.add(contactIn(chat, 'a', 0));
		expect(agentFor('Chat', [one, two])).toBe(two);
		for (const name of ['b', 'c']) one.alerting.add(contactIn(chat, name, 0));
		expect(roomFor(one)).toBe(0);
		expect(agentFor('Chat', [one])).toBeNull();
	});

	test('leaves out who is away, on the way to a break, or about to go home', () => {
		const [away, tired, leaving] = [
			readyAgent('a', ['Chat'], 0, 3),
			readyAgent('b', ['Chat'], 0, 3),
			readyAgent('c', ['Chat'], 0, 3)
		];
		away.presence = 'not_ready';
		tired.dueBreaks.push({ at: 0, reason: 'pauze', lengthMs: 1 });
		leaving.isLeaving = true;
		expect(agentFor('Chat', [away, tired, leaving])).toBeNull();
	});
});

test('patience has some who hang up at once, and a median of minutes', () => {
	const random = randomStream(2, 'patience');
	const { patience } = techniek;
	if (patience === null) throw new Error('callers are not that patient');
	const all = Array.from({ length: 20_000 }, () => patienceMs(patience, random)).sort((a, b) => a - b);
	const shortShare = all.filter((ms) => ms < 5000).length / all.length;
	expect(shortShare).toBeGreaterThan(0.02);
	expect(shortShare).toBeLessThan(0.05);
	expect(all[10_000]).toBeGreaterThan(3 * 60_000);
	expect(all[10_000]).toBeLessThan(6 * 60_000);
	expect(all.at(-1)).toBeLessThanOrEqual(60 * 60_000);
});
