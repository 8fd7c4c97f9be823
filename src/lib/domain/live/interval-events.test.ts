import { expect, test } from 'vitest';
import type { LogEvent } from '../contact/contact-event.ts';
import { defaultSiteSettings } from '../settings/site-settings.ts';
import { LiveFold } from './live-fold.ts';

test('totals of periods leave no trace in the live state, and undoing their import neither', () => {
	const [fold, other] = [new LiveFold(defaultSiteSettings), new LiveFold(defaultSiteSettings)];
	const queued: LogEvent = {
		...{ source: 'pbx', id: 'q', type: 'contact.queued', time: 900, seq: 1, receivedAt: 1 },
		data: { contact: 'c', queue: 'sales', channel: 'phone' }
	};
	for (const one of [fold, other]) one.apply(queued);
	fold.apply({
		...{ source: 'file', id: 'e', type: 'bereik.intervals.imported', time: 5_000_000, seq: 2, receivedAt: 2 },
		...{ batch: 'a', backfill: true },
		data: { grain: 'day', bucket: '1970-01-01', to: 9_000_000, zone: 'UTC', queue: 'sales', offered: 7, definition: {} }
	});
	const known = ({
		seq: _seq,
		receivedAt: _at,
		undone: _undone,
		...rest
	}: ReturnType<LiveFold['foundation']>): unknown => rest;
	expect(known(fold.foundation())).toEqual(known(other.foundation()));
	fold.apply({
		...{ source: 'bereik', id: 'u', type: 'bereik.import.undone', time: 5, seq: 3, receivedAt: 3 },
		data: { batch: 'a' }
	});
	expect(known(fold.foundation())).toMatchObject({ seqs: [1], queues: [{ queue: 'sales' }] });
});
