import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { makeControlPlace } from './control-place.ts';

/** What the running server does for the command line, by name; a request and its answer are JSON. */
export type ControlCommands = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/** The server has said, in its own words, why it did not do what it was asked for. */
export class ServerRefused extends Error {
	override readonly name = 'ServerRefused';
}

/** The server that was at work on the log has gone; whether it did what it was last asked for is not known. */
export class ServerGone extends Error {
	override readonly name = 'ServerGone';
}

/**
 * Listens to the command line of the same machine and the same user on behalf of a log's server.
 * To be started only by the process that holds the writer's lock.
 */
export async function startControl(logFile: string, commands: ControlCommands): Promise<{ close(): Promise<void> }> {
	const place = makeControlPlace(logFile);
	try {
		const server = await startControlSocket(place.path, commands);
		return {
			async close() {
				await server.close();
				place.remove();
			}
		};
	} catch (error) {
		place.remove();
		throw error;
	}
}

/**
 * Listens on a socket of the owner alone. Whoever may open it may also open the log's file, so it asks for no key.
 * To be started only by the process that holds the writer's lock: a socket that is in the way is then a dead one's.
 */
export async function startControlSocket(path: string, commands: ControlCommands): Promise<{ close(): Promise<void> }> {
	rmSync(path, { force: true });
	const server: Server = createServer((message, response) => void answer(message, response, commands));
	const umask = process.umask(0o177);
	try {
		await new Promise<void>((done, fail) => server.once('error', fail).listen(path, done));
	} finally {
		process.umask(umask);
	}
	server.on('error', (error) => process.emitWarning(error));
	chmodSync(path, 0o600);
	return {
		close: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			})
	};
}

/**
 * Asks the running server to do something.
 * @param path of its socket; null = none listens
 * @throws ServerRefused when it could not; Error with code ENOENT or ECONNREFUSED when none listens, with another when the
 * connection broke
 */
export function askServer(path: string | null, command: string, input: unknown): Promise<unknown> {
	return new Promise((done, fail) => {
		if (path === null) return fail(Object.assign(new Error('no server listens'), { code: 'ENOENT' }));
		const asked = request({ socketPath: path, path: `/${command}`, method: 'POST' }, (response) => {
			readBody(response).then((text) => {
				const body = JSON.parse(text) as { result?: unknown; error?: string }; // as answered below
				if (response.statusCode === 200) done(body.result);
				else fail(new ServerRefused(body.error ?? 'the server refused'));
			}, fail);
		});
		asked.once('error', fail);
		asked.end(JSON.stringify(input));
	});
}

/** Whether a server listens there; null = nowhere. */
export function isListening(path: string | null): Promise<boolean> {
	return new Promise((done) => {
		if (path === null) return done(false);
		const socket = connect(path);
		socket.once('connect', () => {
			socket.destroy();
			done(true);
		});
		socket.once('error', () => done(false));
	});
}

async function answer(message: IncomingMessage, response: ServerResponse, commands: ControlCommands): Promise<void> {
	const reply = (status: number, body: object): void => {
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	};
	try {
		const name = (message.url ?? '').slice(1);
		const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
		if (message.method !== 'POST' || command === undefined) return reply(404, { error: `no command ${name}` });
		const input = JSON.parse(await readBody(message)) as never; // written by askServer of the same version
		reply(200, { result: await command(input) });
	} catch (error) {
		reply(500, { error: error instanceof Error ? error.message : String(error) });
	}
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}
