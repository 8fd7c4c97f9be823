import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Spreads connections over servers on this machine, by turns. Where one does not take a connection the next one is tried, as every
 * balancer does that deserves the name.
 */
export class Balancer {
	readonly #server = createServer((client) => this.#join(client));
	readonly #sockets = new Set<Socket>();
	readonly #ports: () => readonly number[];
	#next = 0;

	constructor(ports: () => readonly number[]) {
		this.#ports = ports;
	}

	/** Listens until {@link close}. @returns its URL */
	async listen(): Promise<string> {
		await once(this.#server.listen(0, '127.0.0.1'), 'listening');
		const { port } = this.#server.address() as AddressInfo; // it listens on a port
		return `http://127.0.0.1:${port}`;
	}

	close(): void {
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
	}

	#join(client: Socket): void {
		this.#hold(client);
		const ports = this.#ports();
		const first = this.#next++;
		this.#lead(
			client,
			ports.map((_, at) => ports[(first + at) % ports.length] ?? 0)
		);
	}

	#lead(client: Socket, [port, ...others]: readonly number[]): void {
		if (port === undefined) return void client.destroy();
		const server = connect(port, '127.0.0.1');
		this.#hold(server);
		let isThere = false;
		server.once('connect', () => {
			isThere = true;
			client.pipe(server).pipe(client);
		});
		client.once('close', () => server.destroy());
		server.once('close', () => {
			if (isThere || client.destroyed) client.destroy();
			else this.#lead(client, others);
		});
	}

	#hold(socket: Socket): void {
		this.#sockets.add(socket);
		socket.on('error', () => {}); // followed by `close`
		socket.once('close', () => this.#sockets.delete(socket));
	}
}
