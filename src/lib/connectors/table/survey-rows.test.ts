import { describe, expect, test } from 'vitest';
import { checkEvent } from '../../../../tests/conformance/connector.ts';
import { type TranslatedRows, translateRows } from '../../../../tests/support/translate-rows.ts';
import { readMapping } from './mapping-faults.ts';

const header = ['response', 'ticket', 'sent', 'given', 'score', 'via', 'to'];
const plainSurvey = {
	kind: 'csat',
	score: { column: 'score', empty: ['-'] },
	scale: { min: 1, max: 5 },
	invitedAt: { column: 'sent', format: 'iso' },
	answeredAt: { column: 'given', format: 'iso' }
};
const plain = {
	rows: 'surveys',
	source: 'survey-tool',
	zone: 'Europe/Amsterdam',
	key: ['response'],
	contactSource: 'tickets',
	contact: ['ticket'],
	leaveOut: [{ when: { column: 'to', equals: 'test' }, reason: 'a test' }],
	channel: { column: 'via', values: { web: 'chat' } },
	survey: plainSurvey
};
const good = { response: 'r1', ticket: '7', sent: '2026-01-05 09:00:00', given: '2026-01-06 10:30:00', score: '4' };
const about = { contact: 'tickets/7', kind: 'csat' };
const sentAt = Date.parse('2026-01-05T08:00:00Z');
const givenAt = Date.parse('2026-01-06T09:30:00Z');

describe('a row that is a survey', () => {
	test('becomes an invitation and an answer of a contact of another source, and no contact', () => {
		const { events, rejected } = translate([{ ...good, via: 'web' }]);
		expect(rejected).toEqual([]);
		for (const event of events) checkEvent(event, 'survey-tool');
		const stem = /^[0-9a-z]+-[0-9a-z]{14}/.exec(events[0]?.id ?? '')?.[0] ?? 'none';
		expect(stem.startsWith(sentAt.toString(36))).toBe(true);
		expect(events).toEqual([
			{
				source: 'survey-tool',
				id: `${stem}.i`,
				time: sentAt,
				type: 'survey.invited',
				data: { ...about, channel: 'chat' }
			},
			{
				source: 'survey-tool',
				id: `${stem}.s`,
				time: givenAt,
				type: 'survey.answered',
				data: { ...about, score: 4, scale: { min: 1, max: 5 }, channel: 'chat' }
			}
		]);
	});

	test('says nothing of the channel where it has none', () => {
		expect(translate([good]).events.map(({ data }) => 'channel' in data)).toEqual([false, false]);
		expect(translate([{ ...good, via: 'fax' }]).rejected).toMatchObject([{ line: 2, field: 'via' }]);
	});

	test('names the contact by its own columns, by those of the contact, or by the key', () => {
		const contactOf = (mapping: unknown): unknown => translate([good], mapping).events[0]?.data;
		expect(contactOf({ ...plain, contactSource: undefined })).toEqual({ ...about, contact: '7' });
		expect(contactOf({ ...plain, contact: undefined, key: ['ticket', 'response'] })).toEqual({
			...about,
			contact: 'tickets/7/r1'
		});
		expect(translate([{ ...good, ticket: ' ' }]).rejected).toMatchObject([{ line: 2, field: 'ticket' }]);
		expect(translate([{ ...good, ticket: '7'.repeat(200) }]).rejected).toMatchObject([{ field: 'contact' }]);
	});

	test.each(['', '-', ' '])('with the score %j was invited and did not answer', (score) => {
		expect(translate([{ ...good, score }]).events).toMatchObject([{ type: 'survey.invited', time: sentAt }]);
	});

	test('keeps the id of its invitation when a later export brings the answer', () => {
		const [asked] = translate([{ ...good, given: '', score: '' }]).events;
		const { events } = translate([good]);
		expect(events[0]).toEqual(asked);
		expect(events[1]?.id.replace(/s$/, 'i')).toBe(asked?.id);
	});

	test('is another than that of another key, kind or source', () => {
		const idOf = (row: Row, mapping: unknown): string | undefined => translate([row], mapping).events[0]?.id;
		const nps = { ...plain, survey: { ...plainSurvey, kind: 'nps', scale: { min: 0, max: 10 } } };
		const ids = [
			idOf(good, plain),
			idOf({ ...good, response: 'r2' }, plain),
			idOf(good, nps),
			idOf(good, { ...plain, source: 'other' })
		];
		expect(new Set(ids).size).toBe(4);
	});

	test.each([
		[{ score: '6' }, 'score', '6 lies outside the scale from 1 to 5'],
		[{ score: '0' }, 'score', '0 lies outside the scale from 1 to 5'],
		[{ score: 'very good' }, 'score', "'very good' is no score"],
		[{ given: '' }, 'survey.answeredAt', 'is empty, and there is a score'],
		[{ given: 'yesterday' }, 'given', "'yesterday' is no date with a time of the form iso"],
		[{ given: '2026-01-05 08:59:00' }, 'survey.answeredAt', 'lies 60 s before the invitation']
	])('with %j loses its answer, and its invitation counts', (cells, field, reason) => {
		const invited = translate([{ ...good, ...cells }]);
		expect(invited.events.map(({ type }) => type)).toEqual(['survey.invited']);
		expect(invited.rejected).toMatchObject([
			{ line: 2, field, reason: `${reason}; the invitation counts without it`, raw: expect.stringContaining('r1,7') }
		]);
		expect(invited.translator.counts).toMatchObject({ partial: 1, rejected: 0, events: 1 });
	});

	test('that was not invited is set aside whole when its answer cannot be used', () => {
		const { events, rejected, translator } = translate([{ ...good, sent: '', score: '6' }]);
		expect(events).toEqual([]);
		expect(rejected).toMatchObject([{ line: 2, field: 'score', reason: '6 lies outside the scale from 1 to 5' }]);
		expect(translator.counts).toMatchObject({ partial: 0, rejected: 1 });
	});

	test('is set aside when its invitation cannot be read', () => {
		expect(translate([{ ...good, sent: 'soon' }])).toMatchObject({ events: [], rejected: [{ field: 'sent' }] });
	});

	test('counts once in a file, and one that says otherwise is set aside', () => {
		const { events, rejected, translator } = translate([good, good, { ...good, score: '5' }]);
		expect(events).toHaveLength(2);
		expect(translator.counts).toMatchObject({ repeated: 1, rejected: 1 });
		expect(rejected).toMatchObject([{ line: 4, field: 'response', reason: expect.stringContaining('the survey of') }]);
	});

	test('is left out as the mapping says, and when it was neither invited nor answered', () => {
		const { events, translator } = translate([
			{ ...good, to: 'test' },
			{ ...good, response: 'r2', sent: '', given: '', score: '' }
		]);
		expect(events).toEqual([]);
		expect(translator.counts.skipped.map(({ reason, count }) => [reason, count])).toEqual([
			['a test', 1],
			['neither invited nor answered', 1]
		]);
	});
});

describe('who was invited', () => {
	const unanswered = { ...good, response: 'r2', score: '' };
	const answeredOnly = { ...good, response: 'r3', sent: '' };
	const typesBy = (survey: object): string[] =>
		translate([good, unanswered, answeredOnly], { ...plain, survey: { ...plainSurvey, ...survey } }).events.map(
			({ type, time }) => `${type.slice(7, 10)} ${time === sentAt ? 'sent' : time === givenAt ? 'given' : 'else'}`
		);

	test.each([
		['whoever has a time of it', {}, ['inv sent', 'ans given', 'inv sent', 'ans given']],
		['nobody', { invited: 'nobody' }, ['ans given', 'ans given']],
		['those with a score', { invited: 'scored' }, ['inv sent', 'ans given', 'inv given', 'ans given']],
		['everybody', { invited: 'everybody' }, ['inv sent', 'ans given', 'inv sent', 'inv given', 'ans given']],
		[
			'whoever a condition names',
			{ invited: { column: 'response', equals: 'r2' } },
			['ans given', 'inv sent', 'ans given']
		],
		[
			'all at one moment by the clock of the zone',
			{ invitedAt: { value: '2026-01-05 09:00' } },
			['inv sent', 'ans given', 'inv sent', 'inv sent', 'ans given']
		],
		['nobody, where nothing is told', { invitedAt: undefined }, ['ans given', 'ans given']]
	])('is %s', (_who, survey, expected) => {
		expect(typesBy(survey)).toEqual(expected);
	});

	test('cannot be someone of whom no time is known', () => {
		const survey = { ...plainSurvey, invited: 'everybody' };
		expect(translate([{ ...good, sent: '', score: '' }], { ...plain, survey })).toMatchObject({
			events: [],
			rejected: [{ line: 2, field: 'survey.invitedAt', reason: expect.stringContaining('is empty') }]
		});
	});
});

describe('a mapping of surveys', () => {
	test('is refused whatever tells of a contact, all of it at once', () => {
		const contactOnly = {
			arrival: { column: 'sent' },
			outcome: {},
			queue: { value: 'q' },
			wait: {},
			agent: {},
			topic: 1
		};
		expect(readMapping({ ...plain, ...contactOnly })).toEqual({
			faults: Object.keys(contactOnly).map((path) => ({ path, reason: 'is only for rows that are contacts' }))
		});
	});

	test.each([
		[{ survey: undefined }, 'survey', 'is missing'],
		[{ key: undefined }, 'key', 'is missing'],
		[{ contact: undefined, contactSource: undefined }, 'contact', 'contactSource'],
		[{ rows: 'calls' }, 'rows', "must be 'contacts', 'surveys' or 'intervals'"],
		[{ colour: 'red' }, 'colour', 'there is no such key'],
		[{ channel: {} }, 'channel', 'needs either value or column'],
		[{ survey: { ...plainSurvey, answeredAt: undefined } }, 'survey.answeredAt', 'is missing'],
		[{ survey: { ...plainSurvey, answeredAt: { time: 'given' } } }, 'survey.answeredAt', 'needs a column with date'],
		[{ survey: { ...plainSurvey, invitedAt: {} } }, 'survey.invitedAt', 'needs column'],
		[{ survey: { ...plainSurvey, invitedAt: { value: 'May' } } }, 'survey.invitedAt.value', 'must be a date'],
		[
			{ survey: { ...plainSurvey, invitedAt: { value: '2026-01-05 09:00', column: 'sent' } } },
			'survey.invitedAt',
			'one value for all rows'
		],
		[{ survey: { ...plainSurvey, invitedAt: undefined, invited: 'everybody' } }, 'survey.invitedAt', 'is missing'],
		[{ survey: { ...plainSurvey, invited: 'answered' } }, 'survey.invited', '"everybody"'],
		[{ survey: { ...plainSurvey, at: 'end' } }, 'survey.at', 'is only for rows that are contacts'],
		[{ survey: { ...plainSurvey, scale: { min: 5, max: 1 } } }, 'survey.scale', 'min must be below max']
	])('with %j is told what is wrong, and where', (part, path, reason) => {
		const reading = readMapping({ ...plain, ...part });
		expect('faults' in reading ? reading.faults : []).toContainEqual({ path, reason: expect.stringContaining(reason) });
	});

	test('has parts that rows of contacts do not', () => {
		const reading = readMapping({
			source: 'desk',
			key: ['id'],
			contactSource: 'tickets',
			arrival: { column: 'came' },
			outcome: { column: 'o', values: { ok: 'answered' } },
			queue: { value: 'q' },
			channel: { value: 'phone' },
			survey: plainSurvey
		});
		const reason = 'is only for rows that are surveys';
		expect('faults' in reading ? reading.faults : []).toEqual(
			expect.arrayContaining([
				{ path: 'contactSource', reason },
				{ path: 'survey.invitedAt', reason }
			])
		);
	});
});

type Row = Readonly<Record<string, string>>;
function translate(rows: readonly Row[], mapping: unknown = plain): TranslatedRows {
	return translateRows(header, rows, mapping);
}
