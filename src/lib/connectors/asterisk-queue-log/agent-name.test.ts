import { describe, expect, test } from 'vitest';
import { agentName } from './agent-name.ts';

describe('the name of an agent', () => {
	test.each([
		['Agent/1141', '1141'],
		['Local/1141@callback-agent', '1141'],
		['Local/2001@from-internal/n', '2001'],
		['Local/2001@from-queue-000000a1;1', '2001'],
		['Local/9990@MemberConnector', '9990'],
		['SIP/8007', '8007'],
		['SIP/8007-0000002a', '8007'],
		['SIP/0004f2040001', '0004f2040001'],
		['PJSIP/8007', '8007'],
		['pjsip/8007/sip:8007@192.0.2.7:5060', '8007'],
		['IAX2/anna-b6e2f0c8', 'anna'],
		['SCCP/8007', '8007']
	])('%s is %s', (spelling, name) => {
		expect(agentName(spelling)).toBe(name);
	});

	test.each(['Agent-04', 'Ann de Vries', 'Sales/Ann', 'DAHDI/1', 'Zap/g1', 'Agent/', '1141', 'ann-marie'])(
		'%s stays as it is',
		(spelling) => {
			expect(agentName(spelling)).toBe(spelling);
		}
	);

	test.each(['', ' ', 'NONE'])('is not known from %j', (spelling) => {
		expect(agentName(spelling)).toBeNull();
	});

	test('is what the site says it is, by the spelling logged or by what the rule makes of it', () => {
		const spellings = new Map([
			['SIP/1141', 'Ann'],
			['2001', 'Bob']
		]);
		expect(agentName('SIP/1141', spellings)).toBe('Ann');
		expect(agentName('Local/2001@from-internal/n', spellings)).toBe('Bob');
		expect(agentName('PJSIP/1141', spellings)).toBe('1141');
	});

	test('is its own name: naming twice changes nothing', () => {
		for (const spelling of ['Local/1141@callback-agent', 'SIP/8007-0000002a', 'Agent-04']) {
			const name = agentName(spelling);
			expect(agentName(name ?? '')).toBe(name);
		}
	});
});
