import { describe, expect, test } from 'vitest';
import { waitingAt } from './live-metrics.ts';
import { ask, foldOf, resumed, settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';

const second = 1000;
const hour = 3600 * second;

describe('time alone', () => {
	const log = new LogWriter().queued(0, 'c1').events;

	test('passing the target is a breach one millisecond later, without any event', () => {
		const target = settings.channels.phone.targetMs;
		expect(ask(log, morning + target)).toMatchObject({ sl_breached: 0, sl_v5: null });
		expect(ask(log, morning + target + 1)).toMatchObject({ sl_breached: 1, sl_v5: 0 });
	});

	test('a silent wait is given up, and a real exit that comes later replaces that', () => {
		const givenUp = morning + 2 * hour;
		expect(ask(log, givenUp - 1)).toMatchObject({ queue_depth: 1, abandoned: 0 });
		expect(ask(log, givenUp)).toMatchObject({ queue_depth: 0, longest_wait_s: null, abandoned: 1, sl_breached: 1 });
		expect(ask(log, givenUp)).toMatchObject({ avg_queue_time_all_s: null, abandonment_rate: 1 });
		const answered = new LogWriter().queued(0, 'c1').answered(9000, 'c1').events;
		const later = morning + 9000 * second;
		expect(ask(answered, later)).toMatchObject({
			queue_depth: 0,
			abandoned: 0,
			answered: 1,
			sl_breached: 1,
			asa_s: 9000
		});
		expect(ask(answered, givenUp)).toMatchObject({ queue_depth: 1, abandoned: 0, answered: 0 });
	});

	test('imported history is never given up in a figure, but does not wait for ever', () => {
		const imported = new LogWriter().queued(0, 'c1', 'q1', {}, { backfill: true }).events;
		expect(ask(imported, morning + 3 * hour)).toMatchObject({ queue_depth: 0, abandoned: 0, sl_breached: 1 });
		const cohort = { kind: 'cohort', from: morning, to: morning + hour } as const;
		expect(ask(imported, morning + 3 * hour, 'all', cohort)).toMatchObject({ offered: 1, pending: 1, final: false });
	});

	test('handling without an end is closed and stays out of handle time', () => {
		const open = new LogWriter().queued(0, 'c1').answered(5, 'c1').events;
		const busy = ask(open, morning + 3 * hour);
		expect(busy).toMatchObject({ active_contacts: 1, agents: { busy: 1 } });
		const closed = ask(open, morning + 5 * hour);
		expect(closed).toMatchObject({ active_contacts: 0, agents: { busy: 0 }, handled_completed: 0, aht_s: null });
	});
});

test('a log in which no source has told anything yet is the same after a restart', () => {
	const log = new LogWriter().add(0, 'bereik.message.withdrawn', { message: 'm1' });
	expect(resumed(foldOf(log.events), log.events).state.latestTime).toBe(-Infinity);
	log.queued(1, 'c1');
	expect(resumed(foldOf(log.events), log.events).state.latestTime).toBe(morning + second);
});

describe('odd events', () => {
	test('an end of nothing open changes no figure and is counted', () => {
		const log = new LogWriter()
			.ended(0, 'c1')
			.abandoned(1, 'c2')
			.add(2, 'contact.wrapped', { contact: 'c1', agent: 'a1' });
		expect(ask(log.events, morning + second * 10)).toMatchObject({ offered: 0, abandoned: 0, handled_completed: 0 });
		expect(foldOf(log.events).state.anomalies).toBe(3);
	});

	test('an answer without a queue takes the oldest leg, and its siblings move on', () => {
		const log = new LogWriter()
			.queued(0, 'c1', 'q1')
			.queued(1, 'c1', 'q2', { parallel: true })
			.answered(10, 'c1').events;
		const at = morning + 20 * second;
		expect(ask(log, at)).toMatchObject({ offered: 1, answered: 1, flow_out: 0, queue_depth: 0 });
		expect(ask(log, at, { queue: 'q1' })).toMatchObject({ answered: 1, asa_s: 10 });
		expect(ask(log, at, { queue: 'q2' })).toMatchObject({ answered: 0, flow_out: 1, queue_depth: 0 });
	});

	test('an answer that names a parallel queue takes that leg', () => {
		const log = new LogWriter()
			.queued(0, 'c1', 'q1')
			.queued(1, 'c1', 'q2', { parallel: true })
			.answered(10, 'c1', 'a1', { queue: 'q2' }).events;
		const at = morning + 20 * second;
		expect(ask(log, at, { queue: 'q2' })).toMatchObject({ answered: 1, asa_s: 9 });
		expect(ask(log, at, { queue: 'q1' })).toMatchObject({ flow_out: 1 });
		expect(ask(log, at)).toMatchObject({ answered: 1, asa_s: 10 });
	});

	test('a customer who hangs up leaves every parallel queue, a queue that gives up only its own', () => {
		const both = new LogWriter().queued(0, 'c1', 'q1').queued(0, 'c1', 'q2', { parallel: true });
		const at = morning + 60 * second;
		const hungUp = [...both.events, ...after(both).abandoned(30, 'c1', { reason: 'hung_up' }).events];
		expect(ask(hungUp, at)).toMatchObject({ abandoned: 1, queue_depth: 0 });
		expect(ask(hungUp, at, { queue: 'q2' })).toMatchObject({ abandoned: 1, queue_depth: 0 });
		const timedOut = [...both.events, ...after(both).abandoned(30, 'c1', { reason: 'timeout', queue: 'q1' }).events];
		expect(ask(timedOut, at)).toMatchObject({ abandoned: 0, queue_depth: 1 });
		expect(ask(timedOut, at, { queue: 'q1' })).toMatchObject({ abandoned: 1, queue_depth: 0 });
	});

	test('an end told by an agent who handed the contact on ends nothing of what others do', () => {
		const log = new LogWriter()
			.queued(0, 'c1')
			.answered(5, 'c1', 'a1')
			.add(60, 'contact.transferred', { contact: 'c1', agent: 'a1' })
			.queued(60, 'c1', 'q2', { reason: 'transfer' })
			.ended(61, 'c1', 'a1');
		expect(ask(log.events, morning + 90 * second)).toMatchObject({
			queue_depth: 1,
			abandoned: 0,
			handled_completed: 1
		});
		log.answered(95, 'c1', 'a2').ended(100, 'c1', 'a1');
		expect(ask(log.events, morning + 120 * second)).toMatchObject({ active_contacts: 1, handled_completed: 1 });
		expect(foldOf(log.events).state.anomalies).toBe(2);
	});

	test('an end ends every part of the agent who tells it', () => {
		const log = new LogWriter()
			.queued(0, 'c1')
			.answered(5, 'c1')
			.queued(30, 'c1', 'q2')
			.answered(40, 'c1')
			.ended(60, 'c1');
		expect(ask(log.events, morning + 90 * second)).toMatchObject({ active_contacts: 0, agents: { busy: 0 } });
	});

	test('a second agent is a second part of the same contact', () => {
		const log = new LogWriter().queued(0, 'c1').answered(5, 'c1', 'a1').answered(60, 'c1', 'a2').events;
		expect(ask(log, morning + 90 * second)).toMatchObject({
			answered: 1,
			active_contacts: 1,
			agents: { busy: 2 },
			orphan_answers: 0
		});
	});

	test('a contact that ends while it waits has abandoned', () => {
		const log = new LogWriter().queued(0, 'c1').add(30, 'contact.ended', { contact: 'c1' }).events;
		expect(ask(log, morning + 60 * second)).toMatchObject({ abandoned: 1, queue_depth: 0, avg_queue_time_all_s: 30 });
	});

	test.each(['abandoned first', 'queued first'])(
		'leaving one queue and entering the next at one instant is flow (%s)',
		(order) => {
			const log = new LogWriter().queued(0, 'c1', 'q1');
			if (order === 'abandoned first')
				log.abandoned(40, 'c1', { queue: 'q1', reason: 'timeout' }).queued(40, 'c1', 'q2');
			else log.queued(40, 'c1', 'q2').abandoned(40, 'c1', { queue: 'q1', reason: 'timeout' });
			log.answered(50, 'c1');
			const at = morning + 60 * second;
			expect(ask(log.events, at)).toMatchObject({ offered: 1, abandoned: 0, answered: 1, asa_s: 50, flow_out: 0 });
			expect(ask(log.events, at, { queue: 'q1' })).toMatchObject({ abandoned: 0, flow_out: 1 });
			expect(ask(log.events, at, { queue: 'q2' })).toMatchObject({ answered: 1, asa_s: 10 });
		}
	);

	test('leaving by a key press is flow, not an abandon', () => {
		const log = new LogWriter().queued(0, 'c1').abandoned(30, 'c1', { reason: 'key' }).events;
		expect(ask(log, morning + 60 * second)).toMatchObject({ abandoned: 0, flow_out: 1, abandonment_rate: null });
	});

	test('an abandon of unknown wait is a breach in V2 to V6, counts in abandonment and in no mean', () => {
		const log = new LogWriter().queued(0, 'c1').abandoned(0, 'c1', { waitUnknown: true }).events;
		expect(ask(log, morning)).toMatchObject({
			queue_depth: 0,
			abandoned: 1,
			short_abandoned: 0,
			sl_v1: null,
			sl_v2: 0,
			sl_v3: 0,
			sl_v5: 0,
			abandonment_rate: 1,
			avg_queue_time_all_s: null,
			avg_abandon_time_s: null
		});
	});
});

test('while a log of the past is read, the present is where it has come to, and nobody is looked at twice', () => {
	const received = { receivedAt: morning + 24 * 365 * hour };
	const { state } = foldOf(
		new LogWriter().queued(0, 'c1', 'q1', {}, received).queued(60, 'c2', 'q1', {}, received).events
	);
	expect(state.isPresent(morning + 60 * second)).toBe(true);
	expect(state.isPresent(morning + 59 * second)).toBe(false);
});

test('first response runs from the entry to the first message of a person', () => {
	const log = new LogWriter()
		.queued(0, 'c1', 'Chat', { channel: 'chat' })
		.answered(20, 'c1')
		.add(32, 'contact.first_replied', { contact: 'c1', agent: 'a1' })
		.add(50, 'contact.first_replied', { contact: 'c1', agent: 'a1' }).events;
	expect(ask(log, morning + 60 * second)).toMatchObject({ first_response_s: 32 });
	expect(ask(log, morning + 60 * second, { queue: 'Chat' })).toMatchObject({ first_response_s: 32 });
});

test('fast figures leave e-mail out and all figures take it in', () => {
	const log = new LogWriter().queued(0, 'c1').queued(1, 'm1', 'E-mail', { channel: 'email' }).events;
	const at = morning + 600 * second;
	expect(ask(log, at, 'fast')).toMatchObject({ queue_depth: 1, sl_breached: 1 });
	expect(ask(log, at, 'all')).toMatchObject({ queue_depth: 2, sl_breached: 1 });
});

test('an agent without a presence event for a day is on the roster only while working', () => {
	const log = new LogWriter().add(0, 'agent.state_changed', { agent: 'a1', state: 'ready' });
	expect(ask(log.events, morning + 24 * hour)).toMatchObject({ agents: { ready: 1 } });
	expect(ask(log.events, morning + 24 * hour + 1)).toMatchObject({ agents: { ready: 0 } });
	log.queued(25 * 3600, 'c1').answered(25 * 3600 + 5, 'c1');
	expect(ask(log.events, morning + 25 * hour + 6 * second)).toMatchObject({ agents: { ready: 0, busy: 1 } });
});

test('an e-mail in hand takes one chat place, a call all of them, and off the roster there are none', () => {
	const state = { agent: 'a1', state: 'ready', maxChats: 4 };
	const mail = new LogWriter()
		.add(0, 'agent.state_changed', state)
		.queued(1, 'm1', 'Mail', { channel: 'email' })
		.answered(2, 'm1');
	expect(ask(mail.events, morning + 10 * second)).toMatchObject({ free_chat_slots: 3 });
	const call = new LogWriter().add(0, 'agent.state_changed', state).queued(1, 'c1').answered(2, 'c1');
	expect(ask(call.events, morning + 10 * second)).toMatchObject({ free_chat_slots: 0 });
	const left = new LogWriter().add(0, 'agent.state_changed', state);
	const window = { kind: 'sliding', seconds: 3600 } as const;
	expect(ask(left.events, morning + 26 * hour, 'all', window)).toMatchObject({ free_chat_slots: 0, occupancy: null });
});

test('a correction of what is long forgotten raises no ghost', () => {
	const log = new LogWriter().queued(0, 'm1', 'Mail', { channel: 'email' }).answered(60, 'm1').ended(120, 'm1');
	const days = 4 * 24 * 3600;
	log.queued(days, 'c1').abandoned(days + 60, 'c1');
	log.queued(
		0,
		'm1',
		'Mail',
		{ channel: 'email', topic: 'Factuur' },
		{ supersedes: 'e1', receivedAt: morning + (days + 90) * second }
	);
	const at = morning + (days + 120) * second;
	for (const keepAll of [true, false]) {
		const { state } = foldOf(log.events, keepAll);
		expect([...waitingAt(state, 'all', at)]).toEqual([]);
	}
});

/** A writer whose events come after those of another. */
function after(other: LogWriter): LogWriter {
	const writer = new LogWriter();
	const offset = other.events.length;
	const add = writer.add.bind(writer);
	writer.add = (seconds, type, data, envelope = {}) =>
		add(seconds, type, data, {
			seq: offset + writer.events.length + 1,
			id: `later${writer.events.length}`,
			...envelope
		});
	return writer;
}
