import { isIPv6 } from 'node:net';

/**
 * Under what an address is counted. Who has one address of IPv6 has at least 2^64 of them: they count as one.
 * @param address null where it is not known: all of those count as one
 */
export function addressGroup(address: string | null): string {
	if (address === null) return 'unknown';
	if (!isIPv6(address)) return address;
	const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
	const start = head === '' ? [] : head.split(':');
	const end = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - start.length - end.length);
	const groups = [...start, ...new Array<string>(zeros).fill('0'), ...end];
	return groups
		.slice(0, 4)
		.map((group) => group.replace(/^0+(?=.)/, ''))
		.join(':');
}
