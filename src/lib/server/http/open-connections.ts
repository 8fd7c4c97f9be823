import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long an answer under way may take to leave when the server closes. */
const lastWordMs = 500;

/**
 * Cutting everything at once would also cut the last word on every stream, and screens would take it for a broken line.
 * @param connections all there are: those that a stream has taken over are not known to the web server any more
 */
export function closeGently(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
	return new Promise((resolve) => {
		const idle = setInterval(() => server.closeIdleConnections(), 10);
		const cut = setTimeout(() => {
			for (const socket of connections) socket.destroy();
		}, lastWordMs);
		server.close(() => {
			clearInterval(idle);
			clearTimeout(cut);
			resolve();
		});
	});
}

/** Keeps the connections that are open. */
export function connectionsOf(server: Server): ReadonlySet<Socket> {
	const connections = new Set<Socket>();
	function forget(this: Socket): void {
		connections.delete(this);
	}
	server.on('connection', (socket: Socket) => {
		connections.add(socket);
		socket.once('close', forget);
	});
	return connections;
}
