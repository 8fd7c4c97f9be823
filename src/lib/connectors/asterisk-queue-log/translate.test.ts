import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { checkEvent, describeConnector, translateAll } from '../../../../tests/conformance/connector.ts';
import { asteriskQueueLog } from './translate.ts';

const source = 'pbx1';
const connector = { name: asteriskQueueLog.name, source, open: () => asteriskQueueLog.open({ source }) };

/** One log with every verb in every arity, as one site with every version at once would write it. */
const everyVerb = `
1600000000|NONE|NONE|NONE|QUEUESTART|
1600000001|CLI|sales|SIP/8001|ADDMEMBER|
1600000002|MANAGER|help|SIP/8001|ADDMEMBER|PAUSED
1600000003|REALTIME|sales|Local/8002@from-queue/n|ADDMEMBER|
1600000004|1600000003.1|NONE|Agent/8003|AGENTLOGIN|SIP/8003-00000001
1600000005|1600000003.2|NONE|Agent/8004|AGENTCALLBACKLOGIN|8004@default
1600000010|pbx-1600000009.10|sales|NONE|ENTERQUEUE||+31201234567|1
1600000012|pbx-1600000009.10|sales|SIP/8001|RINGNOANSWER|2000
1600000015|pbx-1600000009.10|sales|SIP/8001|CONNECT|5|pbx-1600000012.11|3
1600000075|pbx-1600000009.10|sales|SIP/8001|COMPLETECALLER|5|60|1
1600000080|1600000079.12|sales|NONE|ENTERQUEUE||7000
1600000082|1600000079.12|sales|SIP/8002|CONNECT|2
1600000090|1600000079.12|sales|SIP/8002|COMPLETEAGENT|2|8
1600000100|1600000099.13|sales|NONE|ENTERQUEUE|http://x/||1|Ann_Bee
1600000101|1600000099.13|sales|SIP/8002|AGENTDUMP|
1600000102|1600000099.13|sales|SIP/8002|RINGCANCELED|1000
1600000103|1600000099.13|sales|SIP/8002|ABANDON|1|1|3
1600000110|1600000109.14|sales|NONE|ENTERQUEUE||anonymous|1
1600000140|1600000109.14|sales|NONE|EXITWITHTIMEOUT|1|1|30
1600000140|1600000109.14|help|NONE|ENTERQUEUE||anonymous|1
1600000141|1600000109.14|help|NONE|EXITEMPTY|1|1|1
1600000142|1600000109.14|sales|NONE|ENTERQUEUE||anonymous|2
1600000150|1600000109.14|sales|NONE|EXITWITHKEY|9|2|2|8
1600000160|1600000159.15|sales|NONE|ENTERQUEUE||7001|1
1600000161|1600000159.15|sales|NONE|WITHDRAW|1|1|1|called back
1600000170|1600000169.16|sales|NONE|ENTERQUEUE||7002|1
1600000171|1600000169.16|sales|SIP/8001|CONNECT|1|1600000170.17|1
1600000180|1600000169.16|sales|SIP/8001|BLINDTRANSFER|8000|default|1|9|1
1600000181|1600000169.16|help|NONE|ENTERQUEUE||7002|1
1600000182|1600000169.16|help|SIP/8004|CONNECT|1|1600000181.18|1
1600000190|1600000169.16|help|SIP/8004|ATTENDEDTRANSFER|LINK|SIP/1-01|SIP/2-02|1|8|1
1600000200|1600000199.19|sales|NONE|ENTERQUEUE||7003|1
1600000201|1600000199.19|sales|SIP/8001|CONNECT|1|1600000200.20
1600000202|1600000199.19|sales|SIP/8001|TRANSFER|8000|default
1600000203|1600000203.21|sales|NONE|SYSCOMPAT|
1600000204|NONE|sales|SIP/8001|PENALTY|3
1600000205|NONE|sales|SIP/8001|RINGINUSE|1
1600000206|NONE|NONE|SIP/8001|PAUSEALL|
1600000206|NONE|sales|SIP/8001|PAUSE|Lunch
1600000206|NONE|help|SIP/8001|PAUSE|Lunch
1600000207|NONE|NONE|SIP/8001|UNPAUSEALL|
1600000207|NONE|sales|SIP/8001|UNPAUSE|
1600000207|NONE|help|SIP/8001|UNPAUSE|Auto-Unpause
1600000208|NONE|NONE|NONE|CONFIGRELOAD|
1600000209|1600000209.22|sales|NONE|DID|+31201234567
1600000210|1600000210.23|NONE|Agent/8004|OUTDIAL|881142||0|0
1600000211|1600000210.23|NONE|Agent/8004|OUTCALL|ANSWER|30|x
1600000212|NONE|sales|NONE|SURVEY|5
1600000220|1600000219.24|sales|NONE|ENTERQUEUE||7004|1
1600000221|1600000220.25|sales|NONE|ENTERQUEUE||7005|2
1600000222|1600000219.24|sales|SIP/8001|CONNECT|2|1600000221.26|1
1600000230|NONE|NONE|NONE|QUEUESTART|
1600000240|1600000239.1|NONE|Agent/8003|AGENTLOGOFF|SIP/8003-00000001|236
1600000241|1600000239.2|NONE|Agent/8004|AGENTCALLBACKLOGOFF|8004@default|236|Autologoff
1600000242|CLI|sales|Local/8002@from-queue/n|REMOVEMEMBER|
1600000243.250000|1600000242.27|sales|NONE|ENTERQUEUE||7006|1`
	.trim()
	.split('\n');

const oddities = [
	'1600000425|1600000420.7|201|Agent-04|CONNECT|6|1600000420.8|6',
	'1600000400|1600000399.5|201|NONE|ENTERQUEUE||+15553036629|1',
	'1600000400|1600000399.5|201|NONE|ENTERQUEUE||+15553036629|1',
	'',
	'1600000300|1600000299.1|201|Agent-05|COMPLETECALLER|10|406|1',
	'1600000301|1600000299.1|201|NONE|ABANDON|1|1|7',
	'1600000400|1600000399.5|201|NONE|ENTERQUEUE||+15553036629|1',
	'   ',
	'1600000302|1600000299.2|201|Agent-05|TRANSFER|8000|default|1|2|1'
];

describeConnector(connector, {
	logs: { 'every verb': everyVerb, 'repeats, disorder and orphans': oddities },
	unreadable: [
		'hello',
		'||||',
		'1600000000|1.2|sales|NONE',
		'2026-11-22 10:42:07.123456|1.2|sales|NONE|ENTERQUEUE||7000|1',
		'1600000000|NONE|sales|NONE|ENTERQUEUE||7000|1',
		'1600000000|1.2|NONE|NONE|ENTERQUEUE||7000|1',
		'1600000000|1.2|sales|NONE|CONNECT|10',
		'1600000000|1.2|sales|NONE|TRANSFER|8000|default',
		'1600000000|1.2|sales|SIP/8001|CONNECT|-10',
		'1600000000|NONE|sales|NONE|PAUSE|',
		'1600000000|NONE|NONE|SIP/8001|PAUSE|Lunch',
		'\u0007\u001b[31m|\u0000|\ufffd',
		'x'.repeat(100_000)
	]
});

/** Seconds after the log's first line, the type's last word, and what the event says. */
function inBrief({ time, type, data }: SourceEvent): string {
	const seconds = time / 1000 - 1_600_000_000;
	switch (type) {
		case 'contact.queued':
			return words(seconds, 'queued', data.contact, data.queue, data.channel, data.reason, data.customer);
		case 'contact.answered':
			return words(seconds, 'answered', data.contact, data.queue, data.agent);
		case 'contact.abandoned':
			return words(seconds, 'abandoned', data.contact, data.queue, data.reason, data.waitUnknown && 'wait unknown');
		case 'contact.transferred':
			return words(seconds, 'transferred', data.contact, data.agent);
		case 'contact.ended':
			return words(seconds, 'ended', data.contact, data.agent, data.endedBy);
		case 'agent.state_changed':
			return words(seconds, 'agent', data.agent, data.state, data.reason, data.queues ?? ['?']);
		default:
			return type;
	}
}

function words(...parts: readonly unknown[]): string {
	return parts.filter((part) => part !== undefined && String(part) !== '').join(' ');
}

describe('a queue_log', () => {
	test('with every verb becomes these events', () => {
		const { events } = translateAll(connector, everyVerb);
		expect(events.map(inBrief)).toEqual([
			'1 agent 8001 ready sales',
			'3 agent 8002 ready sales',
			'4 agent 8003 ready ?',
			'5 agent 8004 ready ?',
			'10 queued pbx-1600000009.10 sales phone 31201234567',
			'15 answered pbx-1600000009.10 sales 8001',
			'75 ended pbx-1600000009.10 8001 customer',
			'80 queued 1600000079.12 sales phone 7000',
			'82 answered 1600000079.12 sales 8002',
			'90 ended 1600000079.12 8002 agent',
			'100 queued 1600000099.13 sales phone',
			'103 abandoned 1600000099.13 sales hung_up',
			'110 queued 1600000109.14 sales phone',
			'140 abandoned 1600000109.14 sales timeout',
			'140 queued 1600000109.14 help phone overflow',
			'141 abandoned 1600000109.14 help no_agents',
			'142 queued 1600000109.14 sales phone overflow',
			'150 abandoned 1600000109.14 sales key',
			'160 queued 1600000159.15 sales phone 7001',
			'161 abandoned 1600000159.15 sales withdrawn',
			'170 queued 1600000169.16 sales phone 7002',
			'171 answered 1600000169.16 sales 8001',
			'180 transferred 1600000169.16 8001',
			'181 queued 1600000169.16 help phone transfer 7002',
			'182 answered 1600000169.16 help 8004',
			'190 transferred 1600000169.16 8004',
			'200 queued 1600000199.19 sales phone 7003',
			'201 answered 1600000199.19 sales 8001',
			'202 transferred 1600000199.19 8001',
			'206 agent 8001 not_ready help,sales',
			'206 agent 8001 not_ready Lunch help,sales',
			'207 agent 8001 ready help,sales',
			'220 queued 1600000219.24 sales phone 7004',
			'221 queued 1600000220.25 sales phone 7005',
			'222 answered 1600000219.24 sales 8001',
			'230 abandoned 1600000220.25 sales unknown wait unknown',
			'230 ended 1600000219.24 8001',
			'240 agent 8003 offline',
			'241 agent 8004 offline Autologoff',
			'242 agent 8002 offline',
			'243.25 queued 1600000242.27 sales phone 7006'
		]);
	});

	test('lists what was stepped over, with the reason', () => {
		const { skipped } = translateAll(connector, everyVerb).translator.counts;
		const counted = Object.fromEntries(skipped.map(({ kind, count }) => [kind, count]));
		expect(counted).toEqual({
			QUEUESTART: 1,
			ADDMEMBER: 1,
			RINGNOANSWER: 1,
			AGENTDUMP: 1,
			RINGCANCELED: 1,
			SYSCOMPAT: 1,
			PENALTY: 1,
			RINGINUSE: 1,
			PAUSE: 1,
			UNPAUSE: 2,
			CONFIGRELOAD: 1,
			DID: 1,
			OUTDIAL: 1,
			OUTCALL: 1,
			SURVEY: 1
		});
		expect(skipped.find(({ kind }) => kind === 'SURVEY')?.reason).toMatch(/Asterisk does not write/);
	});

	test('says nothing about a restart without open calls, and nothing at its end', () => {
		const { events, translator } = translateAll(connector, ['1600000000|NONE|NONE|NONE|QUEUESTART|']);
		expect(events).toEqual([]);
		expect(translator.finish()).toEqual({ events: [], rejected: [] });
	});

	test('gives a call that enters again while it waits, or while an agent has it, another reason', () => {
		const reasons = translateAll(connector, [
			'1600000000|1.1|sales|NONE|ENTERQUEUE||7000|1',
			'1600000010|1.1|help|NONE|ENTERQUEUE||7000|1',
			'1600000012|1.1|help|SIP/8001|CONNECT|2',
			'1600000020|1.1|back|NONE|ENTERQUEUE||7000|1',
			'1600000030|1.1|back|NONE|ABANDON|1|1|10',
			'1600000040|1.1|sales|NONE|ENTERQUEUE||7000|2'
		]).events.map((event) => (event.type === 'contact.queued' ? (event.data.reason ?? 'none') : event.type));
		expect(reasons).toEqual([
			'none',
			'overflow',
			'contact.answered',
			'contact.transferred',
			'transfer',
			'contact.abandoned',
			'none'
		]);
	});

	test('ends the part of an agent whose caller enters a queue without a line of transfer', () => {
		const { events } = translateAll(connector, [
			'1600000000|1.1|sales|NONE|ENTERQUEUE||7000|1',
			'1600000010|1.1|sales|SIP/8001|CONNECT|10',
			'1600000050|1.1|help|NONE|ENTERQUEUE||7000|1'
		]);
		const handedOn = events.find((event) => event.type === 'contact.transferred');
		expect(handedOn?.data).toEqual({ contact: '1.1', agent: '8001', toQueue: 'help' });
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
	});

	test('repeats nothing into its memory: a line seen before gives its event again and acts on nothing', () => {
		const enter = '1600000000|1.1|sales|NONE|ENTERQUEUE||7000|1';
		const restart = '1600000100|NONE|NONE|NONE|QUEUESTART|';
		const { events, translator } = translateAll(connector, [
			enter,
			enter,
			'1600000050|1.1|sales|NONE|ABANDON|1|1|50',
			enter,
			restart
		]);
		expect(events.map(inBrief)).toEqual([
			'0 queued 1.1 sales phone 7000',
			'0 queued 1.1 sales phone 7000',
			'50 abandoned 1.1 sales hung_up',
			'0 queued 1.1 sales phone 7000'
		]);
		expect(new Set(events.map(({ id }) => id)).size).toBe(2);
		expect(translator.counts.repeated).toBe(2);
	});

	test('gives every call that a restart cut off an id of its own, the same when read again', () => {
		const lines = [
			'1600000000|1.1|sales|NONE|ENTERQUEUE||7000|1',
			'1600000001|1.2|sales|NONE|ENTERQUEUE||7001|2',
			'1600000100|NONE|NONE|NONE|QUEUESTART|',
			'1600000100|NONE|NONE|NONE|QUEUESTART|'
		];
		const ids = translateAll(connector, lines).events.map(({ id }) => id);
		expect(ids).toHaveLength(6);
		expect(ids.slice(4)).toEqual(ids.slice(2, 4));
		expect(new Set(ids).size).toBe(4);
	});

	test('of another server has other ids for the same lines', () => {
		const other = translateAll({ open: () => asteriskQueueLog.open({ source: 'pbx2' }) }, everyVerb).events;
		const own = new Set(translateAll(connector, everyVerb).events.map(({ id }) => id));
		expect(other.filter(({ id }) => own.has(id))).toEqual([]);
		expect(other.every((event) => event.source === 'pbx2')).toBe(true);
	});

	test('takes the site’s own word for who is who', () => {
		const agentSpellings = new Map([['SIP/8001', 'Ann']]);
		const { events } = translateAll({ open: () => asteriskQueueLog.open({ source, agentSpellings }) }, [
			'1600000001|CLI|sales|SIP/8001|ADDMEMBER|',
			'1600000002|1.1|sales|Ann|CONNECT|2'
		]);
		expect(events.map(inBrief)).toEqual(['1 agent Ann ready sales', '2 answered 1.1 sales Ann']);
	});

	test('after a power cut begins with zero bytes, and its first line still counts', () => {
		const { events } = translateAll(connector, [
			'1600000000|1.1|sales|NONE|ENTERQUEUE||7000|1',
			`${'\u0000'.repeat(500)}1600000100|NONE|NONE|NONE|QUEUESTART|`
		]);
		expect(events.map(({ type }) => type)).toEqual(['contact.queued', 'contact.abandoned']);
	});

	test('whose last line is cut off loses that line at most', () => {
		const line = '1600000015|1600000009.10|sales|SIP/8001|COMPLETEAGENT|5|60|1';
		for (let length = 1; length < line.length; length++) {
			const { events, rejected, translator } = translateAll(connector, [line.slice(0, length)]);
			expect(events.length + rejected.length + translator.counts.skipped.length, line.slice(0, length)).toBe(1);
		}
	});
});

describe('whatever the lines hold', () => {
	const mutated = fc
		.tuple(
			fc.constantFrom(...everyVerb),
			fc.array(fc.tuple(fc.nat(), fc.constantFrom('cut', 'add', 'swap'), fc.string()))
		)
		.map(([line, mutations]) =>
			mutations.reduce((text, [place, kind, addition]) => {
				const at = place % (text.length + 1);
				if (kind === 'cut') return text.slice(0, at);
				if (kind === 'add') return text.slice(0, at) + addition + text.slice(at);
				const fields = text.split('|');
				fields.splice(place % fields.length, 1, addition);
				return fields.join('|');
			}, line)
		);
	const fields = fc.array(fc.oneof(fc.string(), fc.constantFrom('', 'NONE', '1600000000', '-1', 'CONNECT')), {
		maxLength: 9
	});
	const anyLine = fc.oneof(
		mutated,
		fc.string({ unit: 'binary' }),
		fields.map((parts) => parts.join('|'))
	);

	test('nothing is thrown, every line is accounted for and every event is valid', () => {
		fc.assert(
			fc.property(fc.array(anyLine, { minLength: 1, maxLength: 40 }), (lines) => {
				const { events, rejected, translator } = translateAll(connector, lines);
				const { counts } = translator;
				const skipped = counts.skipped.reduce((sum, { count }) => sum + count, 0);
				const telling = counts.lines - counts.blank - counts.repeated - rejected.length - skipped;
				expect(telling).toBeGreaterThanOrEqual(0);
				for (const event of events) checkEvent(event, source);
			}),
			{ numRuns: 500 }
		);
	});

	test('an id never stands for two events', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...everyVerb, ...oddities), { maxLength: 120 }), (lines) => {
				const byId = new Map<string, SourceEvent>();
				for (const event of translateAll(connector, lines).events) {
					expect(byId.get(event.id) ?? event).toEqual(event);
					byId.set(event.id, event);
				}
			})
		);
	});
});
