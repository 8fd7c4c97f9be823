import { expect, test } from 'vitest';
import { originOf, readTrustedProxies } from './client-address.ts';
import { ProxyWatch } from './proxy-watch.ts';

function watchAt() {
	let now = 0;
	const said: unknown[] = [];
	const watch = new ProxyWatch(() => now, { warn: (...words: unknown[]) => void said.push(words) });
	const see = (socket: string, headers: Readonly<Record<string, string>>, trusted = ''): void =>
		watch.see(originOf(socket, false, (name) => headers[name] ?? null, readTrustedProxies(trusted)));
	return { watch, said, see, at: (ms: number) => (now = ms) };
}

test('says once in the log, and for an hour after it was last seen, that a proxy on this machine hides who asks', () => {
	const { watch, said, see, at } = watchAt();
	expect(watch.problem).toBeNull();
	see('127.0.0.1', { 'x-forwarded-for': '203.0.113.5' });
	see('::1', { forwarded: 'for=203.0.113.6' });
	expect(said).toHaveLength(1);
	expect(JSON.stringify(said)).toContain('BEREIK_TRUSTED_PROXIES=loopback');
	expect(watch.problem).toContain('BEREIK_TRUSTED_PROXIES');
	at(60 * 60_000);
	expect(watch.problem).toBeNull();
	see('127.0.0.1', { via: '1.1 proxy' }, 'loopback');
	expect(watch.problem).toContain('X-Forwarded-For');
	expect(said).toHaveLength(1);
});

test('nobody from elsewhere can make it say so, nor does a proxy that is named', () => {
	const { watch, said, see } = watchAt();
	see('203.0.113.5', { 'x-forwarded-for': '127.0.0.1', via: 'x' });
	see('127.0.0.1', {});
	see('127.0.0.1', { 'x-forwarded-for': '203.0.113.5' }, 'loopback');
	expect([watch.problem, said]).toEqual([null, []]);
});

test('remembers for an hour who hands requests on unnamed, those of the own network first, and never more than a few', () => {
	const { watch, see, at } = watchAt();
	const forwarded = { 'x-forwarded-for': '203.0.113.5' };
	see('172.30.42.2', forwarded);
	see('::ffff:172.30.42.2', forwarded);
	see('198.51.100.9', forwarded);
	see('192.0.2.1', {});
	see('10.0.0.9', forwarded, '10.0.0.0/8');
	expect(watch.unnamed()).toEqual([
		{ address: '172.30.42.2', requests: 2, isNear: true },
		{ address: '198.51.100.9', requests: 1, isNear: false }
	]);
	// Strangers cannot push out a proxy of the site.
	for (let no = 0; no < 100; no++) see(`198.51.100.${no}`, { via: 'x' });
	expect(watch.unnamed()).toHaveLength(16);
	expect(watch.unnamed()[0]).toMatchObject({ address: '172.30.42.2' });
	at(60 * 60_000);
	expect(watch.unnamed()).toEqual([]);
});
