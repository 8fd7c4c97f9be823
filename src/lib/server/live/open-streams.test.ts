import { expect, test } from 'vitest';
import type { Principal } from '../access/principal.ts';
import { OpenStreams, streamLimits } from './open-streams.ts';

const desk = '10.0.0.7';
const machine: Principal = { kind: 'machine' };

function display(displayId: string): Principal {
	return { kind: 'display', displayId };
}

function person(sessionId: string): Principal {
	return { kind: 'person', personId: 'p1', sessionId, roles: ['manager'], queues: null, steppedUpAt: null };
}

/** A stream that is counted as long as it is open, as the answer to a request does it. */
function open(streams: OpenStreams, principal: Principal, address: string | null) {
	const stream = { isOpen: true, heard: '', leave: () => {} };
	const leave = streams.enter(principal, address, {
		end: () => stream.leave(),
		send: (bytes) => void (stream.heard += new TextDecoder().decode(bytes))
	});
	stream.leave = () => {
		stream.isOpen = false;
		leave();
	};
	return stream;
}

test('the limits are those that operations are told', () => {
	expect(streamLimits).toEqual({ session: 6, display: 2, address: 500, unknown: 6_000, process: 12_000 });
});

test('a browser of a person has six streams, and another browser six of its own', () => {
	const streams = new OpenStreams();
	const first = open(streams, person('s1'), desk);
	for (let no = 1; no < 6; no++) {
		expect(streams.refusal(person('s1'), desk)).toBeNull();
		open(streams, person('s1'), desk);
	}
	expect(streams.refusal(person('s1'), desk)).toContain('6 pages');
	expect(streams.refusal(person('s2'), desk)).toBeNull();
	first.leave();
	expect(streams.refusal(person('s1'), desk)).toBeNull();
});

test('a screen has two streams, and a third takes the place of the oldest', () => {
	const streams = new OpenStreams();
	const opened = [1, 2, 3, 4].map(() => {
		expect(streams.refusal(display('d1'), desk)).toBeNull();
		return open(streams, display('d1'), desk);
	});
	const elsewhere = open(streams, display('d2'), desk);
	expect([...opened, elsewhere].map(({ isOpen }) => isOpen)).toEqual([false, false, true, true, true]);
	expect(streams.size).toBe(3);
});

test('one address has five hundred streams, unless it is this machine’s own', () => {
	const streams = new OpenStreams();
	for (let no = 0; no < 500; no++) {
		expect(streams.refusal(display(`d${no}`), desk)).toBeNull();
		open(streams, display(`d${no}`), desk);
	}
	expect(streams.refusal(display('new'), desk)).toContain('from this address');
	expect(streams.refusal(display('new'), '10.0.0.8')).toBeNull();
	for (let no = 0; no < 501; no++) open(streams, machine, '127.0.0.1');
	expect(streams.refusal(machine, '127.0.0.1')).toBeNull();
	expect(streams.refusal(machine, '::1')).toBeNull();
});

test('those whose address is not known are no address, and leave room for the others', () => {
	const streams = new OpenStreams({ ...streamLimits, address: 1, unknown: 3 });
	for (const session of ['s1', 's2', 's3']) {
		expect(streams.refusal(person(session), null)).toBeNull();
		open(streams, person(session), null);
	}
	expect(streams.refusal(person('s4'), null)).toContain('nobody can tell from where');
	expect(streams.refusal(person('s4'), desk)).toBeNull();
});

test('a process has twelve thousand streams', () => {
	const streams = new OpenStreams();
	const opened = Array.from({ length: 12_000 }, () => open(streams, machine, '127.0.0.1'));
	expect(streams.refusal(display('d1'), desk)).toContain('this server');
	opened[0]?.leave();
	opened[0]?.leave();
	expect([streams.size, streams.refusal(display('d1'), desk)]).toEqual([11_999, null]);
});

test('a message for one screen goes to its streams alone', () => {
	const streams = new OpenStreams();
	const [one, two, other] = [display('d1'), display('d1'), display('d2')].map((who) => open(streams, who, desk));
	streams.tellDisplay('d1', 'display', { revision: 2 });
	streams.tellDisplay('gone', 'display', { revision: 3 });
	expect([one?.heard, two?.heard, other?.heard]).toEqual([
		'event: display\ndata: {"revision":2}\n\n',
		'event: display\ndata: {"revision":2}\n\n',
		''
	]);
});
