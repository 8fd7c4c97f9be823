import type { Origin } from './client-address.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';

/** A loopback socket, asked for by a loopback name, with no proxy in between: nobody else can make all three true. */
export function isAtTheMachine({ address, host, isForwarded }: Omit<Origin, 'isSecure'>): boolean {
	return !isForwarded && address !== null && isLoopbackAddress(address) && host !== null && isLoopbackHost(host);
}
