import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AddressInfo, Socket } from 'node:net';
import type { Configuration } from './configuration.ts';
import { guardHandler } from './http/guard-handler.ts';
import { securityHeaders } from './http/security-headers.ts';

/** A web server that listens. */
export type WebServer = Readonly<{
	/** Where it can be reached, with the port it really has. */
	url: string;
	port: number;
	/** Stops listening, lets answers under way leave for a moment, and cuts what is still open then. */
	close(): Promise<void>;
}>;

/** How long an answer under way may take to leave when the server closes. */
const lastWordMs = 500;

/** No browser, proxy or sender needs as many. */
const maxHeaders = 64;

/** What is read of a body after its answer; who sends still more loses the connection. */
const maxThrownAwayBytes = 16 * 1024 * 1024;

/** The pages have not been built. */
export class NotBuilt extends Error {
	override readonly name = 'NotBuilt';
}

/** The server cannot listen where it was told to; the message names the variable that says where. */
export class CannotListen extends Error {
	override readonly name = 'CannotListen';
}

/**
 * Serves the built pages and routes.
 * @throws NotBuilt when there is no build, CannotListen when the port is in use or the address not this machine's
 */
export async function startWebServer(configuration: Configuration): Promise<WebServer> {
	const handler = await loadHandler(configuration);
	const server = createServer(
		{
			headersTimeout: 10_000,
			requestTimeout: 15_000,
			keepAliveTimeout: 65_000,
			maxHeaderSize: 8 * 1024,
			connectionsCheckingInterval: 2_000
		},
		oneAtATime((message, response) => {
			readOnAfter(message, response);
			// Static files and refusals of the framework do not come past the hooks.
			for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
			if (message.rawHeaders.length / 2 > maxHeaders) return refuseHeaders(response);
			handler(message, response);
		})
	);
	// Its own bound would leave out silently what comes after it, and that may be what a decision rests on.
	server.maxHeadersCount = 0;
	await listen(server, configuration);
	const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
	const name =
		configuration.host === '0.0.0.0' || configuration.host === '::' || configuration.host === '127.0.0.1'
			? 'localhost'
			: configuration.host;
	return {
		port,
		url: configuration.origin ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
		close: () => closeGently(server)
	};
}

function refuseHeaders(response: ServerResponse): void {
	const body = JSON.stringify({ error: `headers: more than ${maxHeaders}` });
	response.writeHead(431, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
}

/**
 * A sender that does not wait for answers is served one request after the other: what it has sent ahead stays in its own
 * connection, where it fills nobody's memory, and a fast sender cannot crowd out the rest.
 */
function oneAtATime(handler: RequestListener): RequestListener {
	const answering = new WeakMap<Socket, Promise<void>>();
	return (message, response) => {
		const before = answering.get(message.socket);
		const over = new Promise<void>((resolve) => response.once('close', resolve));
		answering.set(message.socket, over);
		if (before === undefined) handler(message, response);
		else void before.then(() => handler(message, response));
		void over.then(() => {
			if (answering.get(message.socket) === over) answering.delete(message.socket);
		});
	};
}

/** Cutting everything at once would also cut the last word on every stream, and screens would take it for a broken line. */
function closeGently(server: Server): Promise<void> {
	return new Promise((resolve) => {
		const idle = setInterval(() => server.closeIdleConnections(), 10);
		const cut = setTimeout(() => server.closeAllConnections(), lastWordMs);
		server.close(() => {
			clearInterval(idle);
			clearTimeout(cut);
			resolve();
		});
	});
}

/**
 * An answer that does not wait for the end of the body (it is too large, the key is wrong) leaves the rest in the
 * connection, where it would hold the next request up until a timeout resets both. So the rest is read and thrown away.
 */
function readOnAfter(message: IncomingMessage, response: ServerResponse): void {
	response.once('finish', () => {
		if (message.complete) return;
		let bytes = 0;
		message.removeAllListeners('data').on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes > maxThrownAwayBytes) message.destroy();
		});
		message.resume();
	});
}

async function loadHandler({ origin }: Configuration): Promise<RequestListener> {
	const file = join(projectRoot(), 'build', 'handler.js');
	if (!existsSync(file)) throw new NotBuilt('the pages have not been built: run `npm run build` first');
	// The adapter reads these when it is loaded. The intake has bounds of its own, so this one only has to be above them.
	process.env['BODY_SIZE_LIMIT'] ??= '11M';
	if (process.env['ORIGIN']?.trim() === '') delete process.env['ORIGIN'];
	if (origin !== null) process.env['ORIGIN'] ??= origin;
	const { handler } = (await import(pathToFileURL(file).href)) as { handler: RequestListener }; // what the adapter writes
	return guardHandler(handler, join(dirname(file), 'client'), (error) => process.emitWarning(String(error)));
}

function projectRoot(): string {
	let folder = import.meta.dirname;
	while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
	return folder;
}

function listen(server: Server, { host, port }: Configuration): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(reasonOf(error), { cause: error })));
		server.listen(port, host, () => {
			// A connection that cannot be accepted is one lost, and no reason to end.
			server.on('error', (error) => process.emitWarning(error));
			resolve();
		});
	});

	function reasonOf({ code, message }: NodeJS.ErrnoException): string {
		if (code === 'EADDRINUSE') return `port ${port} is in use by another program: set PORT to a free one`;
		if (code === 'EACCES') return `port ${port} is not open to this user: set PORT to one above 1023`;
		const isHost = code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EINVAL';
		return isHost ? `HOST: ${host} is not an address of this machine` : `the server cannot listen: ${message}`;
	}
}
