import fc from 'fast-check';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from './log-events.ts';

type Draft = Readonly<{ seconds: number; type: LogEvent['type']; data: Readonly<Record<string, unknown>> }>;

const queues = ['q1', 'q2', 'q3'];
const channelOf: Readonly<Record<string, string>> = { q1: 'phone', q2: 'chat', q3: 'email' };
const contact = fc.integer({ min: 1, max: 8 }).map((no) => `c${no}`);
const agent = fc.integer({ min: 1, max: 3 }).map((no) => `a${no}`);
const queue = fc.constantFrom(...queues);
// Quarter seconds within two hours: equal times are frequent, and so are the edges of targets.
const seconds = fc.integer({ min: 0, max: 4 * 7200 }).map((quarters) => quarters / 4);

const data: fc.Arbitrary<Pick<Draft, 'type' | 'data'>> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.record({ contact, queue, parallel: fc.boolean() })
			.map((one) => ({ type: 'contact.queued' as const, data: { ...one, channel: channelOf[one.queue] } }))
	},
	{
		weight: 5,
		arbitrary: fc.record({ contact, agent }).map((one) => ({ type: 'contact.answered' as const, data: one }))
	},
	{
		weight: 3,
		arbitrary: fc
			.record({ contact, waitUnknown: fc.boolean(), reason: fc.constantFrom('hung_up', 'timeout', 'key') })
			.map((one) => ({ type: 'contact.abandoned' as const, data: one }))
	},
	{
		weight: 4,
		arbitrary: fc
			.record({ contact, agent, wrapUp: fc.boolean() })
			.map((one) => ({ type: 'contact.ended' as const, data: one }))
	},
	{
		weight: 2,
		arbitrary: fc
			.record({ contact, agent, wrapUp: fc.boolean() })
			.map((one) => ({ type: 'contact.transferred' as const, data: one }))
	},
	{
		weight: 2,
		arbitrary: fc.record({ contact, agent }).map((one) => ({ type: 'contact.wrapped' as const, data: one }))
	},
	{
		weight: 1,
		arbitrary: fc.record({ contact }).map((one) => ({ type: 'contact.callback_requested' as const, data: one }))
	},
	{
		weight: 1,
		arbitrary: fc.record({ contact, agent }).map((one) => ({ type: 'contact.first_replied' as const, data: one }))
	},
	{
		weight: 1,
		arbitrary: fc
			.record({ contact, reason: fc.constant('test') })
			.map((one) => ({ type: 'contact.excluded' as const, data: one }))
	},
	{
		weight: 3,
		arbitrary: fc
			.record({ agent, state: fc.constantFrom('ready', 'not_ready', 'offline'), maxChats: fc.constantFrom(1, 3) })
			.map((one) => ({ type: 'agent.state_changed' as const, data: one }))
	}
);

/** Any two hours of events, sensible or not, in order of time; ties in any order. */
export const randomLog: fc.Arbitrary<LogEvent[]> = fc
	.array(fc.tuple(seconds, data), { minLength: 1, maxLength: 60 })
	.map((drafts) => [...drafts].sort(([a], [b]) => a - b).map(([at, draft], index) => inLog(at, draft, index + 1)));

function inLog(at: number, draft: Pick<Draft, 'type' | 'data'>, seq: number): LogEvent {
	const time = morning + at * 1000;
	return { seq, receivedAt: time, source: 'test', id: `e${seq}`, time, ...draft } as LogEvent; // the drafts are the contract's own
}

/** The same events in another order of arrival; among equal times of one contact or agent the order stays. */
export function shuffled(events: readonly LogEvent[], ranks: readonly number[]): LogEvent[] {
	const ranked = events.map((event, index) => ({ event, rank: ranks[index % Math.max(1, ranks.length)] ?? 0, index }));
	const first = new Map<string, number>();
	for (const one of ranked) {
		// Equal times keep their order by sharing the rank of the first of them.
		const key = String(one.event.time);
		const rank = first.get(key) ?? one.rank;
		first.set(key, rank);
		one.rank = rank;
	}
	ranked.sort((a, b) => a.rank - b.rank || a.event.time - b.event.time || a.index - b.index);
	const latest = Math.max(...events.map((event) => event.time));
	return ranked.map(({ event }, index) => ({ ...event, seq: index + 1, receivedAt: latest }));
}
