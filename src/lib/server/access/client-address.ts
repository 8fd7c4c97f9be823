import { BlockList, isIP, SocketAddress } from 'node:net';
import { isLoopbackAddress } from './loopback.ts';

/** Where a request comes from, after what a trusted proxy says of it. */
export type Origin = Readonly<{
	/** Address of whoever asks; null where it is not known, as behind a proxy on this machine that does not say. */
	address: string | null;
	/** Whether a proxy says that it stands between, trusted or not. */
	isForwarded: boolean;
	/** Whether the browser's own connection is encrypted, as far as can be known. */
	isSecure: boolean;
	/** The name by which the server was asked for; null where none was given. */
	host: string | null;
	/** The other end of the connection, where it says that it stands between and is not trusted: a proxy, or an invention. */
	unnamedProxy?: string;
}>;

/** Headers by which a proxy says that it stands between. */
const forwardingHeaders = [
	'forwarded',
	'x-forwarded',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-port',
	'x-forwarded-proto',
	'x-forwarded-scheme',
	'x-forwarded-server',
	'x-forwarded-ssl',
	'x-original-forwarded-for',
	'x-original-host',
	'x-real-ip',
	'x-client-ip',
	'x-cluster-client-ip',
	'cf-connecting-ip',
	'fastly-client-ip',
	'true-client-ip',
	'via'
];

/** A list of proxies cannot be read. */
export class InvalidProxies extends Error {
	override readonly name = 'InvalidProxies';
}

/**
 * Proxies whose word counts.
 * @param text addresses and networks like `10.0.0.0/8`, with commas between; `loopback` is this machine
 * @throws InvalidProxies naming the part that is neither
 */
export function readTrustedProxies(text: string): BlockList {
	const proxies = new BlockList();
	for (const part of text
		.split(',')
		.map((piece) => piece.trim())
		.filter((piece) => piece !== '')) {
		if (part === 'loopback') {
			proxies.addSubnet('127.0.0.0', 8, 'ipv4');
			proxies.addAddress('::1', 'ipv6');
			continue;
		}
		const [address = '', bits, ...rest] = part.split('/');
		const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
		const most = family === 'ipv6' ? 128 : 32;
		const isNetwork = bits !== undefined;
		if (isIP(address) === 0 || rest.length > 0 || (isNetwork && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)))
			throw new InvalidProxies(`${part} is no address and no network like 10.0.0.0/8`);
		if (isNetwork) proxies.addSubnet(address, Number(bits), family);
		else proxies.addAddress(address, family);
	}
	return proxies;
}

/**
 * Where a request comes from. A proxy that is not trusted is itself whoever asks: what it says could be anybody's invention.
 * @param socketAddress of the other end of the connection
 */
export function originOf(
	socketAddress: string | null,
	isEncrypted: boolean,
	header: (name: string) => string | null,
	trusted: BlockList
): Origin {
	const isForwarded = forwardingHeaders.some((name) => header(name) !== null);
	const socket = plainAddress(socketAddress);
	const host = header('host');
	if (socket === null || !isIn(trusted, socket)) {
		const said = { isForwarded, isSecure: isEncrypted, host };
		if (!isForwarded || socket === null) return { address: socket, ...said };
		return { address: notOurOwn(socket), ...said, unnamedProxy: socket };
	}
	const asking = lastUntrusted(header('x-forwarded-for'), trusted) ?? socket;
	return {
		isForwarded,
		address: isForwarded ? notOurOwn(asking) : asking,
		isSecure: isEncrypted || lastOf(header('x-forwarded-proto'))?.toLowerCase() === 'https',
		host: lastOf(header('x-forwarded-host')) ?? host
	};
}

/** Whoever comes through a proxy is not this machine, which no limit holds for: who it is, is not known then. */
function notOurOwn(address: string | null): string | null {
	return address !== null && isLoopbackAddress(address) ? null : address;
}

/**
 * Each proxy adds whom it was asked by at the end; the last that is no proxy of ours is the one who really asks. Behind a hop
 * that is no address nothing counts: whoever asks can write there what they like.
 */
function lastUntrusted(list: string | null, trusted: BlockList): string | null {
	let nearest: string | null = null;
	for (const hop of (list ?? '').split(',').reverse()) {
		const address = plainAddress(hop.trim());
		if (address === null) return nearest;
		if (!isIn(trusted, address)) return address;
		nearest = address;
	}
	return nearest;
}

function lastOf(list: string | null): string | null {
	return list?.split(',').at(-1)?.trim() || null;
}

/** An address in the one form it has here, without a port; null for what is none. */
function plainAddress(text: string | null): string | null {
	if (text === null) return null;
	const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.split(':')[0] : text) ?? '';
	// The name of a network card is of the machine that wrote it.
	const [unscoped = ''] = bare.split('%');
	const family = isIP(unscoped);
	if (family !== 6) return family === 0 ? null : unscoped;
	const { address } = new SocketAddress({ address: unscoped, family: 'ipv6' });
	const inside = /^::ffff:([\d.]+)$/.exec(address)?.[1];
	return inside ?? address;
}

function isIn(list: BlockList, address: string): boolean {
	return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
