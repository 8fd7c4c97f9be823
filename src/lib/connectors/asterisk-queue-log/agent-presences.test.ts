import { describe, expect, test } from 'vitest';
import { AgentPresences } from './agent-presences.ts';
import type { PresenceLine } from './agent-presences.ts';
import type { PresenceChange } from './queue-log-verbs.ts';

type Step = readonly [change: PresenceChange, queue?: string | null, more?: Partial<PresenceLine>];

/** What each step tells of one agent: `state queues reason`, or null where it tells nothing. */
function told(...steps: readonly Step[]): (string | null)[] {
	const presences = new AgentPresences();
	return steps.map(([change, queue = null, more = {}]) => {
		const outcome = presences.apply('1141', { change, queue, paused: false, reason: null, ...more });
		if ('unchanged' in outcome) return null;
		const { state, queues, reason } = outcome.presence;
		return [state, queues === null ? '?' : `[${queues.join()}]`, reason ?? ''].join(' ').trim();
	});
}

describe('an agent over several queues', () => {
	test('is offline when member of none', () => {
		expect(told(['joined', 'b'], ['joined', 'a'], ['left', 'b'], ['left', 'a'])).toEqual([
			'ready [b]',
			'ready [a,b]',
			'ready [a]',
			'offline []'
		]);
	});

	test('is not ready when paused in all, and serves the rest when paused in some', () => {
		expect(
			told(
				['joined', 'a'],
				['joined', 'b'],
				['paused', 'a', { reason: 'Lunch' }],
				['paused', 'b', { reason: 'Lunch' }],
				['unpaused', 'a'],
				['unpaused', 'b']
			)
		).toEqual(['ready [a]', 'ready [a,b]', 'ready [b] Lunch', 'not_ready [a,b] Lunch', 'ready [a]', 'ready [a,b]']);
	});

	test('joins in pause', () => {
		expect(told(['joined', 'a', { paused: true }], ['joined', 'b'])).toEqual(['not_ready [a]', 'ready [b]']);
	});

	test('tells nothing when nothing changes', () => {
		expect(told(['joined', 'a'], ['joined', 'a'], ['unpaused', 'a'], ['left', 'b'], ['logged_in'])).toEqual([
			'ready [a]',
			null,
			null,
			null,
			null
		]);
	});
});

describe('a pause in all queues', () => {
	test('is told once, not again by the lines per queue', () => {
		expect(
			told(
				['joined', 'a'],
				['joined', 'b'],
				['all_paused', null, { reason: 'Lunch' }],
				['paused', 'a', { reason: 'Lunch' }],
				['paused', 'b', { reason: 'Lunch' }],
				['all_unpaused'],
				['unpaused', 'a'],
				['unpaused', 'b']
			)
		).toEqual(['ready [a]', 'ready [a,b]', 'not_ready [a,b] Lunch', null, null, 'ready [a,b]', null, null]);
	});

	test('gets its reason from the first line per queue where only that has it', () => {
		expect(
			told(
				['joined', 'a'],
				['joined', 'b'],
				['all_paused'],
				['paused', 'a', { reason: 'Lunch' }],
				['paused', 'b', { reason: 'Lunch' }]
			)
		).toEqual(['ready [a]', 'ready [a,b]', 'not_ready [a,b]', 'not_ready [a,b] Lunch', null]);
	});

	test('of an agent not seen before is left to the lines per queue', () => {
		expect(told(['all_paused'], ['paused', 'a'], ['paused', 'b'], ['all_unpaused'], ['unpaused', 'a'])).toEqual([
			null,
			'not_ready [a]',
			null,
			'ready [a,b]',
			null
		]);
	});

	test('holds for an agent whose queues no line has named, and reveals them without a second change', () => {
		expect(told(['logged_in'], ['all_paused'], ['paused', 'a'], ['paused', 'b'], ['all_unpaused'])).toEqual([
			'ready ?',
			'not_ready ?',
			null,
			null,
			'ready [a,b]'
		]);
	});
});

describe('logging in and off', () => {
	test('is all there is for members that stand in the configuration', () => {
		expect(told(['logged_in'], ['logged_in'], ['logged_off'], ['logged_off'])).toEqual([
			'ready ?',
			null,
			'offline []',
			null
		]);
	});

	test('begins without the pause of the time before', () => {
		expect(told(['logged_in'], ['all_paused'], ['logged_off'], ['logged_in'])).toEqual([
			'ready ?',
			'not_ready ?',
			'offline []',
			'ready ?'
		]);
	});

	test('adds nothing to joining and leaving where both are logged', () => {
		expect(told(['joined', 'a'], ['logged_in'], ['left', 'a'], ['logged_off'], ['joined', 'a'], ['logged_in'])).toEqual(
			['ready [a]', null, 'offline []', null, 'ready [a]', null]
		);
	});

	test('takes an agent offline who is still member of a queue, and back', () => {
		expect(told(['joined', 'a'], ['logged_off', null, { reason: 'Autologoff' }], ['logged_in'])).toEqual([
			'ready [a]',
			'offline [] Autologoff',
			'ready [a]'
		]);
	});

	test('does not make up for membership: a member of no queue stays offline', () => {
		expect(told(['joined', 'a'], ['left', 'a'], ['logged_in'])).toEqual(['ready [a]', 'offline []', null]);
	});

	test('ends at the latest when somebody puts the agent into a queue', () => {
		expect(told(['joined', 'a'], ['logged_off'], ['joined', 'b'])).toEqual(['ready [a]', 'offline []', 'ready [a,b]']);
	});

	test('off by an agent not seen before is offline, as is leaving a queue', () => {
		expect(told(['logged_off'])).toEqual(['offline []']);
		expect(told(['left', 'a'])).toEqual(['offline []']);
	});
});

test('the memory of agents and of their queues is bounded', () => {
	const presences = new AgentPresences(100);
	const line: PresenceLine = { change: 'joined', queue: 'a', paused: false, reason: null };
	for (let number = 0; number < 1000; number++) {
		presences.apply(String(number), line);
		expect(presences.size).toBeLessThanOrEqual(100);
	}
	let queues = 0;
	for (let number = 0; number < 600; number++) {
		const outcome = presences.apply('one', { ...line, queue: `queue-${number}` });
		if ('presence' in outcome) queues = outcome.presence.queues?.length ?? 0;
	}
	expect(queues).toBe(500);
});
