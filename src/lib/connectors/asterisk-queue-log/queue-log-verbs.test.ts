import { describe, expect, test } from 'vitest';
import { readParameters, verbNamed, verbNames } from './queue-log-verbs.ts';
import type { VerbParameters } from './queue-log-verbs.ts';

/** Every verb in every arity that some version wrote, with what it says. */
const arities: readonly (readonly [verb: string, parameters: string, read: VerbParameters])[] = [
	['ENTERQUEUE', '|7000', { callerNumber: '7000' }],
	['ENTERQUEUE', 'http://x/|7000|2', { url: 'http://x/', callerNumber: '7000', originalPosition: 2 }],
	['ENTERQUEUE', '|7000|2|Ann_Bee', { callerNumber: '7000', originalPosition: 2, callerName: 'Ann_Bee' }],
	['ENTERQUEUE', '||2', { originalPosition: 2 }],
	['CONNECT', '10', { holdSeconds: 10 }],
	['CONNECT', '10|1600000000.8', { holdSeconds: 10, agentChannel: '1600000000.8' }],
	['CONNECT', '10|1600000000.8|4', { holdSeconds: 10, agentChannel: '1600000000.8', ringSeconds: 4 }],
	['COMPLETEAGENT', '10|122', { holdSeconds: 10, talkSeconds: 122 }],
	['COMPLETEAGENT', '10|122|1', { holdSeconds: 10, talkSeconds: 122, originalPosition: 1 }],
	['COMPLETECALLER', '10|122|1', { holdSeconds: 10, talkSeconds: 122, originalPosition: 1 }],
	['ABANDON', '1|2|68', { position: 1, originalPosition: 2, waitSeconds: 68 }],
	['EXITWITHTIMEOUT', '3', { position: 3 }],
	['EXITWITHTIMEOUT', '3|4|300', { position: 3, originalPosition: 4, waitSeconds: 300 }],
	['EXITEMPTY', '3|4|12', { position: 3, originalPosition: 4, waitSeconds: 12 }],
	['EXITWITHKEY', '5|3', { key: '5', position: 3 }],
	['EXITWITHKEY', '*|3|4|12', { key: '*', position: 3, originalPosition: 4, waitSeconds: 12 }],
	['WITHDRAW', '3|4|12', { position: 3, originalPosition: 4, waitSeconds: 12 }],
	[
		'WITHDRAW',
		'3|4|12|to be called back',
		{ position: 3, originalPosition: 4, waitSeconds: 12, note: 'to be called back' }
	],
	['TRANSFER', '8000|default', { extension: '8000', context: 'default' }],
	['TRANSFER', '8000|default|5|60', { extension: '8000', context: 'default', holdSeconds: 5, talkSeconds: 60 }],
	[
		'BLINDTRANSFER',
		'8000|default|5|60|1',
		{ extension: '8000', context: 'default', holdSeconds: 5, talkSeconds: 60, originalPosition: 1 }
	],
	['ATTENDEDTRANSFER', 'BRIDGE|b1|5|60|1', { method: 'BRIDGE', holdSeconds: 5, talkSeconds: 60, originalPosition: 1 }],
	['ATTENDEDTRANSFER', 'APP|Queue|5|60|1', { method: 'APP', holdSeconds: 5, talkSeconds: 60, originalPosition: 1 }],
	[
		'ATTENDEDTRANSFER',
		'LINK|SIP/1-01|SIP/2-02|5|60|1',
		{ method: 'LINK', holdSeconds: 5, talkSeconds: 60, originalPosition: 1 }
	],
	['ATTENDEDTRANSFER', '||6|30|1', { holdSeconds: 6, talkSeconds: 30, originalPosition: 1 }],
	['RINGNOANSWER', '1000', { ringMs: 1000 }],
	['RINGCANCELED', '4000', { ringMs: 4000 }],
	['AGENTDUMP', '', {}],
	['SYSCOMPAT', '', {}],
	['ADDMEMBER', '', {}],
	['ADDMEMBER', 'PAUSED', { paused: 'PAUSED' }],
	['REMOVEMEMBER', '', {}],
	['PAUSE', '', {}],
	['PAUSE', 'Lunch', { reason: 'Lunch' }],
	['UNPAUSE', 'Auto-Unpause', { reason: 'Auto-Unpause' }],
	['PAUSEALL', 'Lunch', { reason: 'Lunch' }],
	['UNPAUSEALL', '', {}],
	['PENALTY', '3', {}],
	['RINGINUSE', '1', {}],
	['AGENTLOGIN', 'SIP/8007-01', { address: 'SIP/8007-01' }],
	['AGENTLOGOFF', 'SIP/8007-01|3600', { address: 'SIP/8007-01', loginSeconds: 3600 }],
	['AGENTCALLBACKLOGIN', '8007@default', { address: '8007@default' }],
	['AGENTCALLBACKLOGOFF', '8007@default|3600', { address: '8007@default', loginSeconds: 3600 }],
	[
		'AGENTCALLBACKLOGOFF',
		'8007@default|3600|Autologoff',
		{ address: '8007@default', loginSeconds: 3600, reason: 'Autologoff' }
	],
	['QUEUESTART', '', {}],
	['CONFIGRELOAD', '', {}],
	['OUTCALL', 'ANSWER|30|x', {}],
	['DID', '+15556154013', {}]
];

describe('the parameters of a verb', () => {
	test.each(arities)('%s|%s', (name, text, read) => {
		const parameters = text === '' ? [] : text.split('|');
		expect(readParameters(verbNamed(name), parameters)).toEqual({ parameters: read });
	});

	test('are tried for every verb in the table', () => {
		const tried = new Set(arities.map(([verb]) => verb));
		expect(verbNames().filter((name) => !tried.has(name))).toEqual([]);
	});

	test.each([
		['ENTERQUEUE', '', 'parameters'],
		['ENTERQUEUE', 'http://x/', 'parameters'],
		['CONNECT', '', 'parameters'],
		['COMPLETEAGENT', '10', 'parameters'],
		['ATTENDEDTRANSFER', 'LINK|a|5|60', 'parameters'],
		['CONNECT', 'ten|1600000000.8', 'holdSeconds'],
		['CONNECT', '-3|1600000000.8', 'holdSeconds'],
		['ABANDON', '1|1|-68', 'waitSeconds'],
		['COMPLETECALLER', '10|1x|1', 'talkSeconds'],
		['ATTENDEDTRANSFER', 'BRIDGE|b1|x|60|1', 'holdSeconds']
	])('%s|%s are faulty in %s', (name, text, field) => {
		const parameters = text === '' ? [] : text.split('|');
		expect(readParameters(verbNamed(name), parameters)).toMatchObject({ fault: { field } });
	});

	test('that only comment on the line do not spoil it', () => {
		const read = readParameters(verbNamed('COMPLETECALLER'), [
			'10',
			'-5',
			'first',
			'more',
			'of',
			'a',
			'later',
			'version'
		]);
		expect(read).toEqual({ parameters: { holdSeconds: 10, talkSeconds: -5 } });
	});
});

describe('a verb that is not Asterisk’s', () => {
	test.each(['OUTDIAL', 'OUTANSWER', 'SURVEY', 'connect', 'constructor', 'ENTERQUEUE2'])(
		'%s is stepped over',
		(name) => {
			expect(verbNamed(name).meaning).toMatchObject({ effect: 'skipped' });
		}
	);
});
