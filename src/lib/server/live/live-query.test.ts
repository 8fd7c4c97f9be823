import { describe, expect, test } from 'vitest';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { InvalidQuery, parseLiveQuery } from './live-query.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');

function parse(query: string) {
	return parseLiveQuery(new URLSearchParams(query), calendar);
}

test('without parameters it is all queues, today, now', () => {
	expect(parse('')).toEqual({
		queue: 'all',
		selection: 'all',
		window: { kind: 'today' },
		windowText: 'today',
		at: null,
		asOf: null
	});
});

test('a queue is an id, or one of the two words for several', () => {
	expect(parse('queue=fast').selection).toBe('fast');
	expect(parse('queue=all').selection).toBe('all');
	expect(parse('queue=sales.eu%25')).toMatchObject({ queue: 'sales.eu%', selection: { queue: 'sales.eu%' } });
});

describe('windows', () => {
	test('slide over seconds', () => {
		expect(parse('window=sliding:1800').window).toEqual({ kind: 'sliding', seconds: 1800 });
		expect(parse('window=sliding:2678400').window).toEqual({ kind: 'sliding', seconds: 31 * 86_400 });
	});

	test.each(['closed', 'cohort'])('%s is between two instants, as people or programs write them', (kind) => {
		expect(parse(`window=${kind}:2026-03-04T09:00,2026-03-04T10:00:30`)).toMatchObject({
			window: { kind, from: Date.UTC(2026, 2, 4, 8), to: Date.UTC(2026, 2, 4, 9, 0, 30) },
			windowText: `${kind}:2026-03-04T09:00,2026-03-04T10:00:30`
		});
		expect(parse(`window=${kind}:2026-03-04,2026-03-04T08:00:00Z`).window).toEqual({
			kind,
			from: Date.UTC(2026, 2, 3, 23),
			to: Date.UTC(2026, 2, 4, 8)
		});
	});
});

describe('instants', () => {
	test('with a zone are what they say', () => {
		expect(parse('at=2026-03-04T09:00:00.250%2B01:00').at).toBe(Date.UTC(2026, 2, 4, 8, 0, 0, 250));
		expect(parse('asOf=2026-03-04T09:00:00Z').asOf).toEqual({ time: Date.UTC(2026, 2, 4, 9) });
	});

	test('without one are the site’s wall time, in winter and in summer', () => {
		expect(parse('at=2026-01-15T12:00').at).toBe(Date.UTC(2026, 0, 15, 11));
		expect(parse('at=2026-07-15T12:00').at).toBe(Date.UTC(2026, 6, 15, 10));
		expect(parse('at=2026-07-15').at).toBe(Date.UTC(2026, 6, 14, 22));
	});

	test('that occur twice are the first, and that do not occur lie past the gap', () => {
		expect(parse('at=2026-10-25T02:30').at).toBe(Date.UTC(2026, 9, 25, 0, 30));
		expect(parse('at=2026-03-29T02:30').at).toBe(Date.UTC(2026, 2, 29, 1, 30));
	});

	test('of knowledge may be a position in the log', () => {
		expect(parse('asOf=seq:0').asOf).toEqual({ seq: 0 });
		expect(parse('asOf=seq:123456').asOf).toEqual({ seq: 123_456 });
	});
});

test.each([
	['window=yesterday', 'window'],
	['window=', 'window'],
	['window=today:1', 'window'],
	['window=sliding', 'window'],
	['window=sliding:', 'window'],
	['window=sliding:0', 'window'],
	['window=sliding:-5', 'window'],
	['window=sliding:1.5', 'window'],
	['window=sliding:1e3', 'window'],
	['window=sliding:0x10', 'window'],
	['window=sliding:2678401', 'window'],
	['window=closed:2026-03-04T09:00', 'window'],
	['window=closed:2026-03-04T10:00,2026-03-04T09:00', 'window'],
	['window=cohort:2026-03-04T09:00,2026-03-04T09:00', 'window'],
	['window=cohort:soon,later', 'window'],
	['at=now', 'at'],
	['at=', 'at'],
	['at=2026-02-30', 'at'],
	['at=2026-03-04T25:00', 'at'],
	['at=2026-03-04 09:00', 'at'],
	['at=1772611200000', 'at'],
	['asOf=seq:', 'asOf'],
	['asOf=seq:-1', 'asOf'],
	['asOf=seq:1.5', 'asOf'],
	['asOf=seq:1e2', 'asOf'],
	['asOf=seq:99999999999999999999', 'asOf'],
	['asOf=yesterday', 'asOf'],
	['when=now', 'when'],
	['Queue=sales', 'Queue']
])('%s is refused by the name of its parameter', (query, field) => {
	const error = caught(() => parse(query));
	expect(error.field).toBe(field);
	expect(error.message).toMatch(new RegExp(`^${field}: .{10,}`));
});

function caught(work: () => unknown): InvalidQuery {
	try {
		work();
	} catch (error) {
		if (error instanceof InvalidQuery) return error;
		throw error;
	}
	throw new Error('it was not refused');
}
