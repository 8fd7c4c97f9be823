import { expect, test } from 'vitest';
import { isAtTheMachine } from './at-the-machine.ts';
import { isLoopbackAddress } from './loopback.ts';

const local = { address: '127.0.0.1', host: 'localhost:5080', isForwarded: false };

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('a socket from %s is at the machine', (address) => {
	expect(isAtTheMachine({ ...local, address })).toBe(true);
	expect(isLoopbackAddress(address)).toBe(true);
});

test.each(['10.0.0.9', '192.168.1.1', '::ffff:10.0.0.9', 'fe80::1', '0.0.0.0', '::', '127.0.0.1.evil', '', null])(
	'a socket from %s is not',
	(address) => {
		expect(isAtTheMachine({ ...local, address })).toBe(false);
	}
);

test.each(['localhost', 'LOCALHOST:5080', '127.0.0.1', '127.0.0.1:5080', '[::1]', '[::1]:5080'])(
	'asked for as %s it is the machine itself',
	(host) => {
		expect(isAtTheMachine({ ...local, host })).toBe(true);
	}
);

test.each([
	'wall.example.org',
	'localhost.example.org',
	'localhost.',
	'127.0.0.1.example.org',
	'127.0.0.1, localhost',
	'example.org:5080',
	'evil@localhost',
	'localhost:',
	'localhost:5080:80',
	'localhost/x',
	'localhost\u0000',
	'localhost\nevil',
	'::1',
	'[::1',
	'0.0.0.0',
	'2130706433',
	' localhost',
	'',
	null
])('asked for as %j it may be a page of somebody else', (host) => {
	expect(isAtTheMachine({ ...local, host })).toBe(false);
});

test('whatever a proxy hands over is not from the machine', () => {
	expect(isAtTheMachine({ ...local, isForwarded: true })).toBe(false);
});
