import { expect, test } from 'vitest';
import { ask, foldOf, resumed } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import type { LogEvent } from '../contact/contact-event.ts';

const at = morning + 120_000;

/** The same events, received in another order. */
function received(events: readonly LogEvent[], order: readonly number[]): LogEvent[] {
	return order.map((index, place) => {
		const event = events[index];
		if (event === undefined) throw new Error('no such event');
		return { ...event, seq: place + 1 };
	});
}

test('a correction acts on every instant once it is known', () => {
	const log = new LogWriter().queued(0, 'c1').answered(50, 'c1').answered(10, 'c1', 'a1', {}, { supersedes: 'e2' });
	expect(ask(log.events.slice(0, 2), at)).toMatchObject({ asa_s: 50, sl_breached: 1 });
	expect(ask(log.events, at)).toMatchObject({ answered: 1, asa_s: 10, sl_breached: 0, sl_met: 1 });
	expect(ask(log.events, morning + 20_000)).toMatchObject({ queue_depth: 0, answered: 1 });
});

test('a correction may move an event to another contact', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.queued(0, 'c2')
		.answered(10, 'c1')
		.answered(10, 'c2', 'a1', {}, { supersedes: 'e3' });
	expect(foldOf(log.events).state.contacts.get('c1')?.legs[0]?.exit).toBeNull();
	expect(ask(log.events, at)).toMatchObject({ queue_depth: 1, answered: 1 });
});

test('what the state rests on names every event once, in order, a correction that counts among them', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.queued(5, 'c2')
		.answered(10, 'c1', 'a1', {}, { supersedes: 'e2' });
	expect(foldOf(log.events).foundation().seqs).toEqual([1, 2, 3, 4]);
});

test('a chain of corrections resolves to the last one, in any order of arrival', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.answered(40, 'c1', 'a1', {}, { supersedes: 'e2' })
		.answered(15, 'c1', 'a2', {}, { supersedes: 'e3' });
	const orders = [
		[0, 1, 2, 3],
		[0, 3, 2, 1],
		[3, 2, 1, 0],
		[0, 2, 1, 3],
		[2, 0, 3, 1]
	];
	for (const order of orders) {
		const figures = ask(received(log.events, order), at);
		expect(figures, `order ${order.join()}`).toMatchObject({
			answered: 1,
			asa_s: 15,
			active_contacts: 1,
			agents: { busy: 1 }
		});
	}
});

test('a correction of what was corrected before replaces the correction', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.answered(40, 'c1', 'a1', {}, { supersedes: 'e2' })
		.answered(15, 'c1', 'a2', {}, { supersedes: 'e2' });
	expect(ask(log.events, at)).toMatchObject({ answered: 1, asa_s: 15 });
});

test('a correction keeps the place of what it corrects among equal times', () => {
	const log = new LogWriter()
		.queued(0, 'c1', 'wrong')
		.answered(0, 'c1')
		.queued(0, 'c1', 'right', {}, { supersedes: 'e1' });
	expect(ask(log.events, at)).toMatchObject({ offered: 1, answered: 1, asa_s: 0, orphan_answers: 0, queue_depth: 0 });
	expect(ask(log.events, at, { queue: 'wrong' })).toMatchObject({ offered: 0 });
});

test('a corrected presence is the one that counts', () => {
	const log = new LogWriter()
		.add(0, 'agent.state_changed', { agent: 'a1', state: 'ready' })
		.add(0, 'agent.state_changed', { agent: 'a1', state: 'not_ready' }, { supersedes: 'e1' });
	expect(ask(log.events, at)).toMatchObject({ agents: { ready: 0, not_ready: 1 } });
});

test('an excluded contact leaves every figure and can come back', () => {
	const log = new LogWriter().queued(0, 'c1').answered(10, 'c1').ended(60, 'c1').queued(5, 'c2');
	log.add(100, 'contact.excluded', { contact: 'c1', reason: 'test' });
	expect(ask(log.events, at)).toMatchObject({ offered: 1, contacts: 1, answered: 0, handled_completed: 0 });
	log.ended(60, 'c1', 'a1', {}, { supersedes: 'e5' });
	expect(ask(log.events, at)).toMatchObject({ offered: 2, contacts: 2, answered: 1, handled_completed: 1 });
});

test('a correction by another source does not reach an event', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.answered(10, 'c1', 'a1', {}, { supersedes: 'e2', source: 'other' });
	expect(ask(log.events, at)).toMatchObject({ answered: 1, active_contacts: 1, asa_s: 10 });
	expect(foldOf(log.events).state.contacts.get('c1')?.events).toHaveLength(3);
});

test('undoing the import of a correction gives its target back, also one that came after it', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.answered(10, 'c1', 'a1', {}, { supersedes: 'e2', batch: 'b1' });
	const undo = { type: 'bereik.import.undone', data: { batch: 'b1' } } as const;
	for (const order of [
		[0, 1, 2],
		[0, 2, 1],
		[2, 1, 0]
	]) {
		const events = received(log.events, order);
		expect(ask(events, at)).toMatchObject({ asa_s: 10 });
		const undone = { ...undo, seq: 4, receivedAt: at, source: 'bereik', id: 'import-undone-b1', time: at };
		expect(ask([...events, undone], at), `order ${order.join()}`).toMatchObject({ answered: 1, asa_s: 50 });
	}
});

test('undoing an import leaves presences of others, and the queue that only it told of is known no longer', () => {
	const log = new LogWriter()
		.add(0, 'agent.state_changed', { agent: 'a1', state: 'ready' })
		.add(5, 'agent.state_changed', { agent: 'a1', state: 'not_ready' }, { batch: 'b1' })
		.add(5, 'agent.state_changed', { agent: 'a2', state: 'ready' }, { batch: 'b1' })
		.queued(6, 'c1', 'q1')
		.queued(7, 'c2', 'q1', {}, { batch: 'b1' })
		.queued(8, 'c3', 'imported', {}, { batch: 'b1' });
	expect(ask(log.events, at)).toMatchObject({ queue_depth: 3, agents: { ready: 1, not_ready: 1 } });
	log.add(100, 'bereik.import.undone', { batch: 'b1' });
	expect(ask(log.events, at)).toMatchObject({ queue_depth: 1, agents: { ready: 1, not_ready: 0 } });
	expect([...foldOf(log.events).state.queues.keys()]).toEqual(['q1']);
});

test('a queue whose one entry was excluded, then moved away, stays unknown when the exclusion is undone, after a restart too', () => {
	const log = new LogWriter()
		.add(0, 'contact.excluded', { contact: 'c1', reason: 'test' }, { batch: 'b1' })
		.add(0, 'contact.excluded', { contact: 'c2', reason: 'test' })
		.queued(0, 'c1', 'q1')
		.queued(0, 'c2', 'q1', {}, { supersedes: 'e3' })
		.add(1, 'bereik.import.undone', { batch: 'b1' });
	const fold = foldOf(log.events);
	expect(fold.state.queues.known()).toEqual([]);
	expect(resumed(fold, log.events).state.queues.known()).toEqual([]);
	expect([...resumed(fold, log.events).state.queues.keys()]).toEqual([...fold.state.queues.keys()]);
	// It is known as soon as somebody enters who counts.
	log.queued(2, 'c3', 'q1');
	const known = foldOf(log.events).state.queues.known();
	expect(known.map(({ queue }) => queue)).toEqual(['q1']);
	expect(resumed(foldOf(log.events), log.events).state.queues.known()).toEqual(known);
});

test('a fold that forgets keeps what it needs to give a corrected event back, and lets it go with its contact', () => {
	const log = new LogWriter()
		.queued(0, 'c1')
		.answered(50, 'c1')
		.answered(10, 'c1', 'a1', {}, { supersedes: 'e2', batch: 'b1' })
		.ended(60, 'c1');
	expect(foldOf(log.events, false).foundation().seqs).toEqual([1, 2, 3, 4]);
	const days = 4 * 24 * 3600;
	log.queued(days, 'c2').abandoned(days + 60, 'c2');
	expect(foldOf(log.events, false).foundation()).toMatchObject({ seqs: [5, 6], awaited: [] });
});
