import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A line between a screen and its server that breaks after so many bytes of answers, wherever that is. */
export class CuttingProxy {
	readonly #server = createServer((screen) => this.#join(screen));
	readonly #sockets = new Set<Socket>();
	#target = 0;
	/** Bytes that still pass to the screen. */
	#left = Infinity;
	/** How often it broke. */
	cuts = 0;

	/** Listens until the test is over. */
	async listen(): Promise<number> {
		await once(this.#server.listen(0, '127.0.0.1'), 'listening');
		onTestFinished(() => {
			this.cut();
			this.#server.close();
		});
		return (this.#server.address() as AddressInfo).port; // it listens on a port
	}

	/** Leads to a server's port from now on. */
	leadTo(port: number): void {
		this.#target = port;
	}

	/** Passes so many more bytes, then breaks; Infinity = does not break. */
	cutAfter(bytes: number): void {
		this.#left = bytes;
	}

	/** Breaks now. */
	cut(): void {
		for (const socket of this.#sockets) socket.destroy();
		this.#sockets.clear();
	}

	#join(screen: Socket): void {
		const server = connect(this.#target, '127.0.0.1');
		for (const socket of [screen, server]) {
			this.#sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => {
				this.#sockets.delete(socket);
				screen.destroy();
				server.destroy();
			});
		}
		screen.on('data', (bytes) => void server.write(bytes));
		server.on('data', (bytes) => {
			const passed = bytes.subarray(0, Math.min(bytes.length, this.#left));
			this.#left -= passed.length;
			if (this.#left > 0) return void screen.write(passed);
			this.#left = Infinity;
			this.cuts++;
			screen.end(passed, () => this.cut());
		});
	}
}
