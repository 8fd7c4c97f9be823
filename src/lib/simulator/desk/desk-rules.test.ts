import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { wallHourAt } from '../local-day.ts';
import { createSimulator } from '../simulator.ts';

const hour = 3_600_000;
const day = 24 * hour;
const zone = 'Europe/Amsterdam';
const monday = Date.parse('2026-01-05T00:00:00+01:00');

/** What the events alone say about one contact. */
type ContactSeen = {
	phase: 'waiting' | 'handled' | 'transferred' | 'promised' | 'over';
	queue: string;
	channel: string;
	agent: string;
	isHeld: boolean;
	isReplied: boolean;
	since: number;
	wrapping: Set<string>;
	isHandled: boolean;
	isInvited: boolean;
	isSurveyed: boolean;
};

type AgentSeen = {
	state: string;
	reason: string | undefined;
	since: number;
	signedInAt: number;
	queues: readonly string[];
	capacity: number;
	isChat: boolean;
	inHand: Set<string>;
};

/** Reads a log with rules of its own, which know nothing of how the desk works, and throws at the first illegal event. */
class Referee {
	readonly contacts = new Map<string, ContactSeen>();
	readonly agents = new Map<string, AgentSeen>();
	mostChatsInHand = 0;
	#now = 0;

	read(events: readonly SourceEvent[]): void {
		for (const event of events) {
			this.#now = event.time;
			const problem = this.#judge(event);
			if (problem !== null) throw new Error(`${problem}: ${JSON.stringify(event)}`);
		}
	}

	#judge(event: SourceEvent): string | null {
		if (event.type === 'agent.state_changed') return this.#judgePresence(event.data);
		if (event.type === 'contact.queued') return this.#judgeQueued(event.data);
		const contact = 'contact' in event.data ? this.contacts.get(event.data.contact) : undefined;
		if (!contact) return 'event of an unknown contact';
		const by = 'agent' in event.data ? event.data.agent : undefined;
		const isMine = contact.phase === 'handled' && contact.agent === by;
		switch (event.type) {
			case 'contact.answered':
				return this.#judgeAnswered(event.data, contact);
			case 'contact.first_replied':
				if (!isMine || contact.isReplied || contact.channel === 'phone') return 'reply out of place';
				contact.isReplied = true;
				return null;
			case 'contact.held':
			case 'contact.resumed':
				if (!isMine || contact.isHeld === (event.type === 'contact.held')) return 'hold out of place';
				contact.isHeld = !contact.isHeld;
				return null;
			case 'contact.transferred':
			case 'contact.ended': {
				if (!isMine || contact.isHeld) return 'end without talk';
				if (contact.channel !== 'phone' && !contact.isReplied) return 'ended without a reply';
				const isOver = event.type === 'contact.ended';
				contact.phase = isOver ? 'over' : 'transferred';
				contact.isHandled = isOver;
				contact.since = this.#now;
				if (event.type === 'contact.transferred') contact.queue = event.data.toQueue ?? '';
				if (event.data.wrapUp) contact.wrapping.add(contact.agent);
				else this.agents.get(contact.agent)?.inHand.delete(event.data.contact);
				return null;
			}
			case 'contact.wrapped':
				if (!contact.wrapping.delete(event.data.agent)) return 'wrapped without after-contact work';
				this.agents.get(event.data.agent)?.inHand.delete(event.data.contact);
				return null;
			case 'contact.classified':
				return contact.phase === 'over' && contact.wrapping.size > 0 ? null : 'classified outside after-contact work';
			case 'contact.abandoned':
			case 'contact.callback_requested':
				if (contact.phase !== 'waiting') return 'left without waiting';
				if (contact.channel === 'email') return 'a letter does not leave';
				contact.phase = event.type === 'contact.abandoned' ? 'over' : 'promised';
				return null;
			case 'contact.callback_made': {
				const agent = this.agents.get(by ?? '');
				if (contact.phase !== 'promised') return 'called back without a promise';
				if (agent?.reason !== 'terugbellen' || agent.since !== this.#now) return 'called back by somebody else';
				contact.phase = 'over';
				return null;
			}
			case 'survey.invited':
				if (contact.phase !== 'over' || !contact.isHandled || contact.isInvited) return 'asked out of place';
				contact.isInvited = true;
				return event.data.channel === contact.channel ? null : 'asked about another channel';
			case 'survey.answered':
				if (!contact.isInvited || contact.isSurveyed) return 'answered what was not asked';
				contact.isSurveyed = true;
				return null;
			default:
				return 'an event this desk does not know';
		}
	}

	#judgeQueued(data: Extract<SourceEvent, { type: 'contact.queued' }>['data']): string | null {
		const known = this.contacts.get(data.contact);
		const before = known?.phase ?? 'new';
		const expected = before === 'new' ? 'new' : { waiting: 'overflow', transferred: 'transfer' }[String(before)];
		if (data.reason !== expected) return `queued as ${data.reason} when ${before}`;
		if (before === 'transferred' && (known?.since !== this.#now || known.queue !== data.queue))
			return 'lost on the way';
		this.contacts.set(data.contact, {
			phase: 'waiting',
			queue: data.queue,
			channel: data.channel,
			agent: '',
			isHeld: false,
			isReplied: false,
			since: this.#now,
			wrapping: known?.wrapping ?? new Set(),
			isHandled: false,
			isInvited: false,
			isSurveyed: false
		});
		if (!data.customer) return 'nobody';
		return null;
	}

	#judgeAnswered(
		data: { contact: string; agent: string; queue?: string | undefined },
		contact: ContactSeen
	): string | null {
		const agent = this.agents.get(data.agent);
		if (contact.phase !== 'waiting' || data.queue !== contact.queue) return 'answered without waiting there';
		if (agent?.state !== 'ready') return 'answered by somebody who is not ready';
		if (!agent.queues.includes(contact.queue)) return 'answered without the skill';
		if (agent.isChat !== (contact.channel === 'chat')) return 'answered on the wrong channel';
		agent.inHand.add(data.contact);
		if (agent.inHand.size > agent.capacity) return `more than ${agent.capacity} in hand`;
		if (agent.isChat) this.mostChatsInHand = Math.max(this.mostChatsInHand, agent.inHand.size);
		Object.assign(contact, { phase: 'handled', agent: data.agent });
		return null;
	}

	#judgePresence(data: Extract<SourceEvent, { type: 'agent.state_changed' }>['data']): string | null {
		const known = this.agents.get(data.agent);
		const before = known?.state ?? 'offline';
		const busy = known?.inHand.size ?? 0;
		if (before === 'offline' && data.state !== 'ready') return 'signs in without being ready';
		if (before === 'ready' && data.state === 'ready') return 'ready twice';
		if ((data.state === 'not_ready') !== (data.reason !== undefined)) return 'a reason belongs to being away';
		if (data.state === 'offline' && busy > 0) return 'goes home with work in hand';
		if (data.state === 'not_ready' && busy > 0 !== (data.reason === 'afronden')) return 'away with work in hand';
		if (data.state === 'not_ready' && data.reason === 'afronden' && data.maxChats === undefined)
			return 'winds down a call';
		if (!data.workplace || !data.team || !data.queues?.length) return 'attributes missing';
		this.agents.set(data.agent, {
			state: data.state,
			reason: data.reason,
			since: this.#now,
			signedInAt: before === 'offline' ? this.#now : (known?.signedInAt ?? 0),
			queues: data.queues,
			capacity: data.maxChats ?? 1,
			isChat: data.maxChats !== undefined,
			inHand: known?.inHand ?? new Set()
		});
		if (data.state === 'ready' && before === 'not_ready' && this.#now - (known?.since ?? 0) > hour)
			return 'an endless break';
		if (data.state === 'offline' && this.#now - (known?.signedInAt ?? 0) > 11 * hour) return 'an endless shift';
		return null;
	}
}

describe.each([{ alwaysOpen: false }, { alwaysOpen: true }])(
	'two weeks with alwaysOpen $alwaysOpen',
	({ alwaysOpen }) => {
		test.each([1, 2, 3])('follow the rules of contacts and agents (seed %i)', (seed) => {
			const simulator = createSimulator({ seed, from: monday, zone, alwaysOpen });
			const referee = new Referee();
			expect(() => referee.read(simulator.until(monday + 14 * day))).not.toThrow();
			expect(referee.contacts.size).toBeGreaterThan(12_000);
			expect(referee.mostChatsInHand).toBe(3);
		});

		test('have breaks and meetings, spread over the shift, and most of the time people are there', () => {
			const events = createSimulator({ seed: 4, from: monday, zone, alwaysOpen }).until(monday + 14 * day);
			const msByReason = new Map<string, number>();
			const current = new Map<string, { reason: string; at: number }>();
			for (const { type, time, data } of events) {
				if (type !== 'agent.state_changed') continue;
				const last = current.get(data.agent);
				if (last) msByReason.set(last.reason, (msByReason.get(last.reason) ?? 0) + time - last.at);
				current.set(data.agent, { reason: data.state === 'not_ready' ? (data.reason ?? '') : data.state, at: time });
			}
			const reasons = [...msByReason.keys()].filter((reason) => reason !== 'offline');
			expect(reasons.sort()).toEqual(['afronden', 'coaching', 'lunch', 'overleg', 'pauze', 'ready', 'terugbellen']);
			const signedInMs = reasons.reduce((sum, reason) => sum + (msByReason.get(reason) ?? 0), 0);
			const readyShare = (msByReason.get('ready') ?? 0) / signedInMs;
			expect(readyShare).toBeGreaterThan(0.8);
			expect(readyShare).toBeLessThan(0.95);
		});
	}
);

/** What goes on while the desk is closed: letters come, and people answer surveys. */
function isQuiet(event: SourceEvent): boolean {
	if (event.type === 'contact.queued') return event.data.channel === 'email';
	return event.type === 'survey.invited' || event.type === 'survey.answered';
}

describe('closing time', () => {
	test.each([1, 2, 3, 4, 5])('leaves nobody in a queue, in hand, unpromised or signed in (seed %i)', (seed) => {
		const simulator = createSimulator({ seed, from: monday, zone });
		const referee = new Referee();
		for (let night = 1; night <= 14; night++) {
			referee.read(simulator.until(monday + night * day - hour));
			const open = [...referee.contacts.values()].filter(
				({ phase, wrapping }) => phase !== 'over' || wrapping.size > 0
			);
			// Letters wait for the next day; nobody stays for them.
			expect(open.filter(({ channel, phase }) => channel !== 'email' || phase !== 'waiting')).toEqual([]);
			expect([...referee.agents].filter(([, { state }]) => state !== 'offline')).toEqual([]);
			const atNight = simulator.until(monday + night * day + 7 * hour);
			referee.read(atNight);
			expect(atNight.filter((event) => !isQuiet(event))).toEqual([]);
		}
	});

	test('lets nobody in outside opening hours, but serves who was there', () => {
		const events = createSimulator({ seed: 9, from: monday, zone }).until(monday + 28 * day);
		let answeredLate = 0;
		const outside: typeof events = [];
		for (const event of events) {
			if (isQuiet(event)) continue;
			const { type, time } = event;
			const isSaturday = new Date(time).getUTCDay() === 6;
			const [opens, closes] = isSaturday ? [9, 17] : [8, 21];
			const wallHour = wallHourAt(time, zone);
			const isEntry = type === 'contact.queued' || type === 'contact.callback_requested';
			const isSunday = new Date(time).getUTCDay() === 0;
			if (isSunday || (isEntry && (wallHour < opens || wallHour >= closes))) outside.push(event);
			if (type === 'contact.answered' && wallHour >= closes) answeredLate += 1;
		}
		expect(outside).toEqual([]);
		expect(answeredLate).toBeGreaterThan(2);
	});
});
