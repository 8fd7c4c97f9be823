import type { BlockList } from 'node:net';
import { readSignOn, type SignOnConfiguration } from '../sign-on/sign-on-configuration.ts';
import { isLoopbackAddress } from './loopback.ts';
import { InvalidProxies, readTrustedProxies } from './client-address.ts';

/** What the environment says about who may come in. */
export type AccessConfiguration = Readonly<{
	/** Whoever sits at the machine sees and changes all but people, without logging in: for the demo and for trying out. */
	isOpen: boolean;
	/** Proxies whose word about who asks counts. */
	trustedProxies: BlockList;
	/** Keys that seal, the current one first; empty = one is made and kept in a file beside the log. */
	appKeys: readonly Buffer[];
	/** By which identity provider people sign on; left out = with a password only. */
	signOn?: SignOnConfiguration;
}>;

/** Nobody is let in without logging in, and no proxy is believed. */
export const closedAccess: AccessConfiguration = {
	isOpen: false,
	trustedProxies: readTrustedProxies(''),
	appKeys: []
};

/** Only whoever sits at the machine is let in. */
export const openAccessConfiguration: AccessConfiguration = { ...closedAccess, isOpen: true };

/**
 * Reads `BEREIK_OPEN` (`1` = open, only where the server listens to this machine alone), `BEREIK_TRUSTED_PROXIES`,
 * `APP_KEY` (32 bytes in base64; several with commas between, the current one first) and the single sign-on ({@link readSignOn}).
 * @throws Error naming the variable and what is wrong with it
 */
export function readAccess(given: (name: string) => string | undefined, host: string): AccessConfiguration {
	const signOn = readSignOn(given);
	return {
		isOpen: readOpen(given('BEREIK_OPEN'), host),
		trustedProxies: readProxies(given('BEREIK_TRUSTED_PROXIES') ?? ''),
		appKeys: (given('APP_KEY') ?? '')
			.split(',')
			.filter((text) => text.trim() !== '')
			.map(readAppKey),
		...(signOn === null ? {} : { signOn })
	};
}

/**
 * @throws Error when others than this machine could reach an open server
 */
function readOpen(text: string | undefined, host: string): boolean {
	if (text === undefined || text === '0') return false;
	if (text !== '1') throw new Error(`BEREIK_OPEN: must be 1 or 0, not ${text}`);
	if (host !== 'localhost' && !isLoopbackAddress(host))
		throw new Error(`BEREIK_OPEN: an open server listens to this machine alone, and HOST is ${host}`);
	return true;
}

function readProxies(text: string): BlockList {
	try {
		return readTrustedProxies(text);
	} catch (error) {
		if (error instanceof InvalidProxies) throw new Error(`BEREIK_TRUSTED_PROXIES: ${error.message}`, { cause: error });
		throw error;
	}
}

function readAppKey(text: string): Buffer {
	const key = Buffer.from(text.trim(), 'base64');
	if (key.length !== 32) throw new Error('APP_KEY: must be 32 bytes in base64, as `openssl rand -base64 32` gives');
	return key;
}
