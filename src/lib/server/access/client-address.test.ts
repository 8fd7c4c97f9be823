import { describe, expect, test } from 'vitest';
import { InvalidProxies, originOf, readTrustedProxies } from './client-address.ts';

type Sent = Readonly<Record<string, string>>;

function asked(socket: string | null, headers: Sent = {}, trusted = '', isEncrypted = false) {
	const header = (name: string): string | null => headers[name] ?? null;
	return originOf(socket, isEncrypted, header, readTrustedProxies(trusted));
}

const spoofed: Sent = {
	host: 'wall.example.org',
	'x-forwarded-for': '127.0.0.1',
	'x-forwarded-proto': 'https',
	'x-forwarded-host': 'localhost'
};

describe('without a proxy that is trusted', () => {
	test('nothing that is said of others counts', () => {
		expect(asked('192.0.2.7', spoofed)).toEqual({
			address: '192.0.2.7',
			isForwarded: true,
			isSecure: false,
			host: 'wall.example.org',
			unnamedProxy: '192.0.2.7'
		});
		expect(asked('192.0.2.7', spoofed, 'loopback, 10.0.0.0/8').address).toBe('192.0.2.7');
		expect(asked('192.0.2.7', { host: 'x' }, '', true)).toEqual({
			address: '192.0.2.7',
			isForwarded: false,
			isSecure: true,
			host: 'x'
		});
	});

	test('a proxy on this machine does not lend its address to those that come through it', () => {
		expect(asked('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toMatchObject({
			address: null,
			isForwarded: true
		});
		expect(asked('::ffff:127.0.0.1', { via: '1.1 cache' })).toMatchObject({ address: null, isForwarded: true });
		expect(asked('127.0.0.1')).toMatchObject({ address: '127.0.0.1', isForwarded: false });
	});

	test.each([
		'forwarded',
		'via',
		'x-client-ip',
		'x-forwarded-for',
		'x-forwarded-host',
		'x-forwarded-port',
		'x-forwarded-proto',
		'x-original-host',
		'x-real-ip',
		'cf-connecting-ip',
		'true-client-ip'
	])('%s gives away that there is one, even an empty one', (name) => {
		expect(asked('127.0.0.1', { [name]: '' }).isForwarded).toBe(true);
	});

	test('a connection that is gone comes from nowhere', () => {
		expect(asked(null, spoofed, 'loopback')).toMatchObject({ address: null, isSecure: false });
		expect(asked('garbage').address).toBeNull();
	});
});

describe('behind proxies that are trusted', () => {
	const trusted = 'loopback, 10.0.0.0/8, 2001:db8:1::/48';
	const through = (list: string, socket = '10.0.0.1') => asked(socket, { 'x-forwarded-for': list }, trusted).address;

	test('the last that is not one of ours is whoever asks, whatever came before', () => {
		expect(through('203.0.113.9')).toBe('203.0.113.9');
		expect(through('127.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
		expect(through('198.51.100.1, 203.0.113.9, 10.1.1.1, 10.2.2.2')).toBe('203.0.113.9');
		expect(through('203.0.113.9,10.1.1.1', '::ffff:10.0.0.1')).toBe('203.0.113.9');
		expect(through('10.9.9.9, 10.1.1.1')).toBe('10.9.9.9');
	});

	test('behind a hop that is no address nothing counts', () => {
		expect(through('198.51.100.1, unknown')).toBe('10.0.0.1');
		expect(through('198.51.100.1, _hidden, 10.1.1.1')).toBe('10.1.1.1');
		expect(through('198.51.100.1,')).toBe('10.0.0.1');
		expect(through('198.51.100.1, 999.1.1.1')).toBe('10.0.0.1');
	});

	test('nobody comes from this machine, for whom no limit would hold', () => {
		expect(through('127.0.0.1')).toBeNull();
		expect(through('::1', '127.0.0.1')).toBeNull();
		expect(through('::ffff:7f00:1')).toBeNull();
		expect(asked('127.0.0.1', { via: '1.1 proxy' }, trusted).address).toBeNull();
		expect(asked('127.0.0.1', {}, trusted).address).toBe('127.0.0.1');
	});

	test('an address has one form, with a port or without, in brackets or capitals', () => {
		for (const form of [
			'2001:DB8::9',
			'[2001:db8::9]:443',
			'2001:db8:0:0:0:0:0:9',
			'[2001:db8::9]',
			'2001:db8::9%eth0'
		])
			expect(through(form), form).toBe('2001:db8::9');
		for (const form of ['203.0.113.9:4711', '::ffff:203.0.113.9', '::FFFF:cb00:7109'])
			expect(through(form), form).toBe('203.0.113.9');
		// One of ours in another spelling is still one of ours.
		expect(through('203.0.113.9, ::FFFF:10.1.1.1, 2001:DB8:1:0::5')).toBe('203.0.113.9');
	});

	test('of scheme and name the last proxy tells', () => {
		const said = (headers: Sent, isEncrypted = false) => asked('10.0.0.1', headers, trusted, isEncrypted);
		expect(said({ 'x-forwarded-proto': 'https' }).isSecure).toBe(true);
		expect(said({ 'x-forwarded-proto': 'http, HTTPS' }).isSecure).toBe(true);
		for (const proto of ['http', 'https, http', '', 'https,', 'httpsx', 'wss'])
			expect(said({ 'x-forwarded-proto': proto }).isSecure, proto).toBe(false);
		expect(said({ 'x-forwarded-proto': 'http' }, true).isSecure).toBe(true);
		expect(said({ host: 'inside', 'x-forwarded-host': 'evil.example, wall.example.org' }).host).toBe(
			'wall.example.org'
		);
		expect(said({ host: 'inside' }).host).toBe('inside');
		expect(said({}).host).toBeNull();
	});
});

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', 'proxy.example.org', '::1/129', '*', '10.0.0.0/-1'])(
	'%s is no proxy that could be trusted',
	(text) => {
		expect(() => readTrustedProxies(`127.0.0.1,${text}`)).toThrow(InvalidProxies);
		expect(() => readTrustedProxies(text)).toThrow(text);
	}
);
