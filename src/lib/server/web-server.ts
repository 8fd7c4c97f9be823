import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AddressInfo } from 'node:net';
import type { Configuration } from './configuration.ts';
import { watchCertificate } from './http/certificate-watch.ts';
import { type ConnectionLimits, connectionLimits } from './http/connection-limits.ts';
import { guardHandler } from './http/guard-handler.ts';
import { oneAtATime } from './http/one-at-a-time.ts';
import { closeGently, connectionsOf } from './http/open-connections.ts';
import { securityHeaders } from './http/security-headers.ts';
import { readTlsPair } from './http/tls-files.ts';
import type { DirectHandler } from './intake/receive-directly.ts';

/** A web server that listens. */
export type WebServer = Readonly<{
	/** Where it can be reached, with the port it really has. */
	url: string;
	port: number;
	/** Takes the certificate's files up again; without one it does nothing. */
	renewCertificate(): void;
	/** Stops listening, lets answers under way leave for a moment, and cuts what is still open then. */
	close(): Promise<void>;
}>;

/** What is read of a body after its answer; who sends still more loses the connection. */
const maxThrownAwayBytes = 16 * 1024 * 1024;

/** What a web server may be told besides the configuration. */
export type WebServerParts = Readonly<{
	/** Answers some requests before the pages do. */
	answersDirectly?: DirectHandler;
	limits?: Partial<ConnectionLimits>;
	/** Told what became of a renewed certificate. */
	logger?: Parameters<typeof watchCertificate>[2];
	/** How often the files of a certificate are looked at, ms. */
	certificateEveryMs?: number;
}>;

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
 * @throws NotBuilt when there is no build, UnfitTls when certificate or key cannot be used, CannotListen when the port is in use
 * or the address not this machine's
 */
export async function startWebServer(configuration: Configuration, parts: WebServerParts = {}): Promise<WebServer> {
	const limits = { ...connectionLimits, ...parts.limits };
	const { tls } = configuration;
	const pair = tls === undefined ? null : readTlsPair(tls);
	const handler = await loadHandler(configuration);
	const options = {
		headersTimeout: limits.headersMs,
		requestTimeout: limits.requestMs,
		keepAliveTimeout: limits.keepAliveMs,
		maxHeaderSize: 8 * 1024,
		connectionsCheckingInterval: limits.checkMs
	};
	const listener = oneAtATime(listenerOf(handler, parts.answersDirectly ?? (() => false), limits.headers));
	const secure =
		pair === null
			? null
			: createSecureServer(
					{ ...options, cert: pair.cert, key: pair.key, handshakeTimeout: limits.handshakeMs },
					listener
				);
	const server = secure ?? createServer(options, listener);
	// Its own bound would leave out silently what comes after it, and that may be what a decision rests on.
	server.maxHeadersCount = 0;
	server.maxConnections = limits.connections;
	server.timeout = limits.idleMs;
	const connections = connectionsOf(server);
	await listen(server, configuration);
	const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
	const name =
		configuration.host === '0.0.0.0' || configuration.host === '::' || configuration.host === '127.0.0.1'
			? 'localhost'
			: configuration.host;
	const certificate =
		secure === null || tls === undefined
			? null
			: watchCertificate(secure, tls, parts.logger ?? silent, parts.certificateEveryMs);
	return {
		port,
		url:
			configuration.origin ??
			`${secure === null ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`,
		renewCertificate: () => certificate?.reload(),
		close() {
			certificate?.stop();
			return closeGently(server, connections);
		}
	};
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

function listenerOf(handler: RequestListener, answersDirectly: DirectHandler, maxHeaders: number): RequestListener {
	return (message, response) => {
		readOnAfter(message, response);
		const hasTooMany = message.rawHeaders.length / 2 > maxHeaders;
		if (!hasTooMany && answersDirectly(message, response)) return;
		// Static files and refusals of the framework do not come past the hooks.
		for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
		if (hasTooMany) return refuseHeaders(response, maxHeaders);
		handler(message, response);
	};
}

function refuseHeaders(response: ServerResponse, maxHeaders: number): void {
	const body = JSON.stringify({ error: `headers: more than ${maxHeaders}` });
	response.writeHead(431, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
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
