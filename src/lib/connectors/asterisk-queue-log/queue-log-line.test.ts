import { describe, expect, test } from 'vitest';
import { cleanLine, parseQueueLogLine } from './queue-log-line.ts';

function faultOf(text: string) {
	const reading = parseQueueLogLine(text);
	return 'fault' in reading ? reading.fault : null;
}

describe('a line of a queue_log', () => {
	test('is taken apart', () => {
		expect(parseQueueLogLine('1600000000|pbx-1599999990.7|sales|SIP/8007|CONNECT|10|1600000000.8|4')).toEqual({
			line: {
				at: 1_600_000_000_000,
				callId: 'pbx-1599999990.7',
				queue: 'sales',
				agent: 'SIP/8007',
				verb: 'CONNECT',
				parameters: ['10', '1600000000.8', '4']
			}
		});
	});

	test.each([
		['1600000000|NONE|NONE|NONE|QUEUESTART|', []],
		['1600000000|NONE|NONE|NONE|QUEUESTART', []],
		['1600000000|1.2|sales|NONE|ENTERQUEUE||7000', ['', '7000']],
		['1600000000|1.2|sales|NONE|ENTERQUEUE||', ['', '']]
	])('%s has the parameters %j', (text, parameters) => {
		expect(parseQueueLogLine(text)).toMatchObject({ line: { parameters } });
	});

	test.each([
		['1600000000', 1_600_000_000_000],
		['1600000000.5', 1_600_000_000_500],
		['1600000000.123456', 1_600_000_000_123],
		['1600000000.999999', 1_600_000_000_999],
		['1600000000.001', 1_600_000_000_001]
	])('of %s epoch seconds is of %i ms, never later than written', (time, at) => {
		expect(parseQueueLogLine(`${time}|1.2|sales|NONE|DID|1`)).toMatchObject({ line: { at } });
	});

	test.each([
		['2026-11-22 10:42:07.123456', /local time without a zone/],
		['2026-11-22T10:42:07', /local time without a zone/],
		['1600000000000', /after 2100/],
		['12', /before 2000/],
		['0', /before 2000/],
		['', /not a number/],
		['-1600000000', /not a number/],
		['1.6e9', /not a number/],
		[' 1600000000', /not a number/],
		['99999999999999999999', /not a number/]
	])('of time %j is faulty', (time, reason) => {
		expect(faultOf(`${time}|1.2|sales|NONE|ENTERQUEUE||7000|1`)).toEqual({
			field: 'time',
			reason: expect.stringMatching(reason)
		});
	});

	test.each([
		['hello', null],
		['1600000000|1.2|sales|NONE', null],
		['1600000000|1.2|sales|NONE||1', 'verb'],
		['1600000000|1.2|sal\u0000es|NONE|CONNECT|1', null],
		['1600000000|1.2|sales|NONE|CONNECT|1\n1600000001|1.2|sales|NONE|ABANDON|1|1|1', null],
		[`1600000000|${'1'.repeat(201)}|sales|NONE|ENTERQUEUE||7000`, 'callid'],
		[`1600000000|1.2|${'s'.repeat(201)}|NONE|ENTERQUEUE||7000`, 'queue'],
		[`1600000000|1.2|sales|${'a'.repeat(201)}|CONNECT|1`, 'agent'],
		[`1600000000|1.2|sales|NONE|ENTERQUEUE||${'7'.repeat(20_000)}`, null]
	])('that reads %s is faulty in %s', (text, field) => {
		expect(faultOf(text)).toMatchObject({ field });
	});

	test('is cleaned of its ending, a byte order mark and the zero bytes of a power cut', () => {
		expect(cleanLine('\uFEFFtext\r\n')).toBe('text');
		expect(cleanLine('text\n')).toBe('text');
		expect(cleanLine('\u0000\u0000\u0000text')).toBe('text');
		expect(cleanLine(' te\txt ')).toBe(' te\txt ');
	});
});
