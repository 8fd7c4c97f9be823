/** Whether an address is of this machine alone. */
export function isLoopbackAddress(address: string): boolean {
	const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
	return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}

/** Whether a `Host` names this machine, with a port or without. */
export function isLoopbackHost(host: string): boolean {
	return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}
