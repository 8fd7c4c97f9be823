import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine that nobody listens on now: for a server that is told where to listen, and has to be told again. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}
