import { expect, test } from 'vitest';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { placeInLog } from './stored-form.ts';

const event: NewEvent = {
	source: 'pbx',
	id: 'a',
	type: 'contact.classified',
	time: 1_790_000_000_000,
	data: { contact: 'c1', topic: 'invoice' }
};
const placed = { seq: 7, receivedAt: 1_790_000_000_500 };

test.each([
	['nothing more', {}],
	['what it corrects', { supersedes: 'b' }],
	['that it is of the past', { backfill: true }],
	['its import', { batch: 'one' }],
	['all of these', { supersedes: 'b', backfill: true, batch: 'one' }]
] as const)('gives an event that says %s its place, and leaves nothing out', (_what, more) => {
	expect(placeInLog({ ...event, ...more }, placed.seq, placed.receivedAt)).toStrictEqual({
		...event,
		...more,
		...placed
	});
});
