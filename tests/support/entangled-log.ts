import fc from 'fast-check';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { morning } from './log-events.ts';

/** Turns some events into corrections, of others before or after them, or into parts of an import. */
export const more = fc.array(
	fc.record({
		at: fc.nat(60),
		kind: fc.constantFrom('corrects', 'batch', 'survey', 'topic', 'undo'),
		other: fc.nat(60)
	}),
	{ maxLength: 12 }
);
/** What {@link more} makes. */
export type More = typeof more extends fc.Arbitrary<infer Value> ? Value : never;

/** The events, with these changes. */
export function entangled(events: readonly LogEvent[], changes: More): LogEvent[] {
	const changed: LogEvent[] = events.map((event) => ({ ...event }));
	const size = changed.length;
	for (const { at, kind, other } of changes) {
		const index = at % size;
		const event = changed[index];
		const named = changed[other % size];
		if (event === undefined || named === undefined) continue;
		if (kind === 'corrects') changed[index] = { ...event, supersedes: named.id };
		if (kind === 'batch') changed[index] = { ...event, batch: `import-${other % 2}` };
		if (kind === 'undo') changed.push(later(changed, 'bereik.import.undone', { batch: `import-${other % 2}` }, other));
		if (kind === 'topic')
			changed.push(
				later(changed, 'contact.classified', { contact: `c${1 + (at % 8)}`, topic: `t${other % 3}` }, other)
			);
		if (kind !== 'survey') continue;
		const data = { contact: `c${1 + (at % 8)}`, kind: 'csat' };
		changed.push(later(changed, 'survey.invited', data, other));
		if (other % 2 === 0)
			changed.push(
				later(changed, 'survey.answered', { ...data, score: 1 + (other % 5), scale: { min: 1, max: 5 } }, other)
			);
	}
	return changed;
}

function later(events: readonly LogEvent[], type: LogEvent['type'], data: object, minute: number): LogEvent {
	const seq = events.length + 1;
	const time = morning + 3 * 3_600_000 + minute * 60_000 + seq;
	return { seq, receivedAt: time, source: 'test', id: `e${seq}`, time, type, data } as LogEvent; // of the contract
}
