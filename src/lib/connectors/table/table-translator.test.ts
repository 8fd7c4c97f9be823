import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSourceEvent } from '#lib/domain/contact/contact-event.ts';
import { checkEvent } from '../../../../tests/conformance/connector.ts';
import { type TranslatedRows, translateRows } from '../../../../tests/support/translate-rows.ts';

const header = [
	'id',
	'site',
	'came',
	'clock',
	'end',
	'wait',
	'talk',
	'answered',
	'left',
	'stop',
	'outcome',
	'queue',
	'via',
	'subject',
	'level',
	'who',
	'by',
	'solved',
	'score',
	'asked'
];
const whole = {
	source: 'desk',
	zone: 'Europe/Amsterdam',
	key: ['id', 'site'],
	arrival: { date: 'came', dateFormat: 'iso', time: 'clock' },
	outcome: { column: 'outcome', values: { ok: 'answered', lost: 'abandoned', open: 'pending', test: 'leave aside' } },
	wait: { column: 'wait', format: 's' },
	answered: { time: 'answered' },
	left: { time: 'left' },
	ended: { time: 'stop' },
	queue: { column: 'queue', empty: ['-'], default: 'general' },
	channel: { column: 'via', values: { tel: 'phone', web: 'chat' } },
	topic: { column: 'subject', values: { 'Moving House': 'moving house' } },
	priority: { column: 'level', values: { high: 2, low: 0 } },
	customer: { column: 'who', empty: [0] },
	agent: { column: 'by', empty: ['NOBODY'] },
	resolution: { column: 'solved', values: { Y: 'resolved', N: 'unresolved' } },
	leaveOut: [{ when: { column: 'who', equals: 'tester' }, reason: 'a test' }],
	survey: {
		kind: 'csat',
		score: { column: 'score' },
		scale: { min: 1, max: 5 },
		invited: { column: 'asked', equals: 'yes' }
	}
};
const good: Record<string, string | number> = {
	id: '7',
	site: 'west',
	came: '2026-01-05',
	clock: '09:00:00',
	wait: '20',
	stop: '09:05:00',
	outcome: 'ok',
	queue: 'sales',
	via: 'tel',
	subject: 'Moving House',
	level: 'high',
	who: '0612345678',
	by: 'anna',
	solved: 'Y',
	score: '4',
	asked: 'yes'
};
const nine = Date.parse('2026-01-05T08:00:00Z');

describe('a row of a table', () => {
	test('becomes the events of its contact', () => {
		const { events, rejected } = translate([good]);
		expect(rejected).toEqual([]);
		for (const event of events) checkEvent(event, 'desk');
		expect(events.map(({ type, time, data }) => [type, time - nine, data])).toEqual([
			[
				'contact.queued',
				0,
				{
					contact: 'desk/7/west',
					queue: 'sales',
					channel: 'phone',
					topic: 'moving house',
					priority: 2,
					customer: '0612345678'
				}
			],
			['contact.answered', 20_000, { contact: 'desk/7/west', agent: 'anna', queue: 'sales' }],
			['contact.ended', 300_000, { contact: 'desk/7/west', agent: 'anna', outcome: 'resolved' }],
			['survey.invited', 300_000, { contact: 'desk/7/west', kind: 'csat', channel: 'phone' }],
			[
				'survey.answered',
				300_000,
				{ contact: 'desk/7/west', kind: 'csat', score: 4, scale: { min: 1, max: 5 }, channel: 'phone' }
			]
		]);
	});

	test('has the same ids in another date form, with other cells beside it and another wait', () => {
		const ids = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id);
		const plain = ids(translate([good]).events);
		expect(new Set(plain).size).toBe(5);
		const other = { ...whole, arrival: { date: 'came', dateFormat: 'd-m-y', time: 'clock' } };
		expect(
			ids(translate([{ ...good, came: '5/1/2026', clock: '9:00:00 AM', wait: '21', subject: '' }], other).events)
		).toEqual(plain);
		expect(ids(translate([{ ...good, id: '8' }]).events)).not.toEqual(plain);
		expect(ids(translate([good], { ...whole, source: 'other' }).events)).not.toEqual(plain);
	});

	test('does not run parts of its key together', () => {
		const [one] = translate([{ ...good, id: 'a/b', site: 'c' }]).events;
		const [other] = translate([{ ...good, id: 'a', site: 'b/c' }]).events;
		expect(one?.id).not.toBe(other?.id);
		expect(one?.data).not.toEqual(other?.data);
	});

	test('falls back from the wait to the answer, and from that to the exit, over midnight too', () => {
		const late = { ...good, clock: '23:59:50', wait: '', stop: '' };
		const at = Date.parse('2026-01-05T22:59:50Z');
		expect(translate([{ ...late, answered: '0:00:10' }]).events[1]?.time).toBe(at + 20_000);
		expect(translate([{ ...late, left: '0:01:00' }]).events[1]?.time).toBe(at + 70_000);
	});

	test('is an abandon after an unknown wait where nothing tells the wait', () => {
		const [, abandoned] = translate([{ ...good, outcome: 'lost', wait: '' }]).events;
		expect(abandoned).toMatchObject({ type: 'contact.abandoned', time: nine, data: { waitUnknown: true } });
	});

	test('that is pending only queues', () => {
		expect(types([{ ...good, outcome: 'open', score: '', asked: '' }])).toEqual(['contact.queued']);
	});

	test('takes placeholders for nothing, and stands an unknown agent in', () => {
		const { events } = translate([{ ...good, who: 0, by: 'NOBODY', queue: '-', level: '', subject: ' ' }]);
		expect(events[0]?.data).toEqual({ contact: 'desk/7/west', queue: 'general', channel: 'phone' });
		expect(events[1]?.data).toMatchObject({ agent: 'unknown' });
	});

	test.each([
		[{ wait: '-3' }, 'wait', 'makes a wait of -3 s'],
		[{ wait: '', answered: '08:59:59' }, 'answered', 'makes a wait of -1 s'],
		[{ wait: '' }, 'wait', 'is not told'],
		[{ wait: 'soon' }, 'wait', "'soon' is no duration of the form s"],
		[{ came: '2026-02-30' }, 'came', "'2026-02-30' is no date of the form iso"],
		[{ clock: '25:00' }, 'clock', "'25:00' is no time of day"],
		[{ came: '' }, 'arrival', 'is empty'],
		[{ outcome: 'gone' }, 'outcome', "'gone' is not in outcome.values"],
		[{ via: 'fax' }, 'via', "'fax' is not in channel.values"],
		[{ level: 'odd' }, 'level', "'odd' is not in priority.values"],
		[{ id: '', site: ' ' }, 'id + site', 'is empty'],
		[{ subject: 'x'.repeat(201) }, 'subject', 'longer than 200'],
		[{ id: 'x'.repeat(200) }, 'key', 'more than 200']
	])('with %j is set aside and says why', (change, field, reason) => {
		const { events, rejected } = translate([{ ...good, ...change }]);
		expect(events).toEqual([]);
		expect(rejected).toHaveLength(1);
		expect(rejected[0]).toMatchObject({ line: 2, field, reason: expect.stringContaining(reason) });
	});

	test.each([
		[{ stop: '08:50:00' }, 'ended', 'lies 620 s before the answer', 'contact.ended'],
		[{ score: '9' }, 'score', '9 lies outside the scale from 1 to 5', 'survey.answered'],
		[{ score: 'good' }, 'score', "'good' is no score", 'survey.answered']
	])('with %j counts without that part', (change, field, reason, lost) => {
		const { events, rejected, translator } = translate([{ ...good, ...change }]);
		expect(events.map(({ type }) => type)).toContain('contact.answered');
		expect(events.map(({ type }) => type)).not.toContain(lost);
		expect(rejected).toEqual([
			expect.objectContaining({ line: 2, field, reason: `${reason}; the contact counts without it` })
		]);
		expect(translator.counts).toMatchObject({ rejected: 0, partial: 1 });
	});

	test('that has fewer or more columns than the header is set aside with its text', () => {
		const { translator } = translate([]);
		expect(translator.translate(['7', 'we,st'], 9).rejected).toEqual([
			{ line: 9, field: null, reason: 'has 2 columns where the header has 20', raw: '7,"we,st"' }
		]);
	});

	test('may go on with empty cells behind the last column, and with nothing else', () => {
		const { translator } = translate([]);
		const cells = Array.from({ length: 20 }, () => 'x');
		const reasonOf = (row: string[]): unknown => translator.translate(row, 9).rejected[0]?.reason;
		expect(reasonOf([...cells, '', ''])).not.toMatch(/columns where/);
		expect(reasonOf([...cells, '', 'y'])).toBe('has 22 columns where the header has 20');
	});

	test('left out or aside is counted by its reason', () => {
		const { events, translator } = translate([
			{ ...good, who: 'tester' },
			{ ...good, outcome: 'test' }
		]);
		expect(events).toEqual([]);
		expect(translator.counts.skipped.map(({ reason, count }) => [reason, count])).toEqual([
			['a test', 1],
			['outcome is test', 1]
		]);
	});

	test('that comes again is counted once; with other content it is set aside', () => {
		const { events, rejected, translator } = translate([good, good, { ...good, wait: '21' }]);
		expect(events).toHaveLength(5);
		expect(translator.counts).toMatchObject({ lines: 3, repeated: 1, rejected: 1 });
		expect(rejected).toEqual([
			expect.objectContaining({ line: 4, reason: expect.stringContaining('names the contact of line 2') })
		]);
	});

	test('at a clock change takes the earlier of two times, and moves past a gap, and both are counted', () => {
		const { events, translator } = translate([
			{ ...good, came: '2026-10-25', clock: '02:30:00', stop: '' },
			{ ...good, id: '8', came: '2026-03-29', clock: '02:30:00', stop: '' }
		]);
		const queued = events
			.filter(({ type }) => type === 'contact.queued')
			.map(({ time }) => new Date(time).toISOString());
		expect(queued).toEqual(['2026-10-25T00:30:00.000Z', '2026-03-29T01:30:00.000Z']);
		expect(translator.counts).toMatchObject({ ambiguousTimes: 1, skippedTimes: 1 });
	});

	test('never throws, whatever it holds, and what it gives passes the contract', () => {
		const { translator } = translate([]);
		const cell = fc.oneof(
			fc.string(),
			fc.string({ unit: 'binary' }),
			fc.double(),
			fc.constantFrom(...Object.values(good), '')
		);
		const row = fc.oneof(
			fc.array(cell, { maxLength: 25 }),
			fc.array(cell, { minLength: header.length, maxLength: header.length })
		);
		const nearlyGood = fc
			.tuple(fc.nat(header.length - 1), cell)
			.map(([place, other]) => header.map((name, index) => (index === place ? other : (good[name] ?? ''))));
		fc.assert(
			fc.property(fc.oneof(row, nearlyGood), (cells) => {
				for (const event of translator.translate(cells, 2).events.filter(isSourceEvent)) checkEvent(event, 'desk');
			}),
			{ numRuns: 1000 }
		);
	});
});

describe('conditions', () => {
	test.each([
		[{ column: 'queue', equals: 'sales' }, true],
		[{ column: 'queue', equals: 'Sales' }, false],
		[{ column: 'queue', in: ['sales', 'support'] }, true],
		[{ column: 'left', empty: true }, true],
		[{ column: 'queue', empty: true }, false],
		[{ column: 'wait', above: 20 }, false],
		[{ column: 'wait', atLeast: 20, below: 21 }, true],
		[{ column: 'left', atMost: 20 }, false],
		[{ not: { column: 'queue', equals: 'sales' } }, false],
		[
			{
				all: [
					{ column: 'queue', equals: 'sales' },
					{ column: 'wait', atMost: 20 }
				]
			},
			true
		],
		[
			{
				any: [
					{ column: 'queue', equals: 'x' },
					{ column: 'wait', above: 100 }
				]
			},
			false
		]
	])('%j is %s', (when, holds) => {
		const mapping = { ...whole, leaveOut: [{ when, reason: 'so it is' }] };
		expect(translate([good], mapping).events).toHaveLength(holds ? 0 : 5);
	});

	test('compare numbers, and a cell that is none is set aside', () => {
		const mapping = { ...whole, leaveOut: [{ when: { column: 'subject', above: 1 }, reason: 'many' }] };
		expect(translate([good], mapping).rejected[0]).toMatchObject({
			field: 'subject',
			reason: "'Moving House' is no number"
		});
	});
});

function translate(rows: readonly Record<string, string | number>[], mapping: unknown = whole): TranslatedRows {
	return translateRows(header, rows, mapping);
}

function types(rows: readonly Record<string, string | number>[]): string[] {
	return translate(rows).events.map(({ type }) => type);
}
