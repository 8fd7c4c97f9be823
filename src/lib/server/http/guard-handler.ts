import { existsSync, readdirSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';

/**
 * A handler that serves files and pages, so that no request ends the process: the framework opens files and loads pages when they
 * are first asked for, and minds neither a file that is gone by then (as when another build is put in its place) nor a range that
 * makes no sense.
 * @param folder of the files that it serves, as it found them at the start
 * @param onError told of what went wrong
 */
export function guardHandler(
	handler: RequestListener,
	folder: string,
	onError: (error: unknown) => void
): RequestListener {
	const files = servedFiles(folder);
	return (message, response) => {
		dropOddRange(message);
		const served = files.get(pathOf(message.url ?? '/'));
		if (served?.some((file) => !existsSync(file)) === true) return answer(response, 404, 'this file is gone');
		const fail = (error: unknown): void => {
			onError(error);
			if (response.headersSent) response.destroy();
			else answer(response, 500, 'this could not be served');
		};
		// Gone since the look, or not to be read: what was promised cannot be kept, and half of it is no answer.
		response.on('pipe', (source) => source.on('error', fail));
		try {
			// It is declared to return nothing and returns a promise where it makes a page.
			const answered: unknown = handler(message, response);
			if (answered instanceof Promise) answered.catch(fail);
		} catch (error) {
			fail(error);
		}
	};
}

/** By path: the file, and what it is when it is compressed. */
function servedFiles(folder: string): ReadonlyMap<string, readonly string[]> {
	const served = new Map<string, string[]>();
	if (!existsSync(folder)) return served;
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const path = `/${relative(folder, file).split(sep).join('/')}`;
		for (const plain of new Set([path, path.replace(/\.(br|gz)$/, '')]))
			served.set(plain, [...(served.get(plain) ?? []), file]);
	}
	return served;
}

function pathOf(url: string): string {
	const path = url.split(/[?#]/, 1)[0] ?? '/';
	try {
		return decodeURIComponent(path);
	} catch (error) {
		if (error instanceof URIError) return path;
		throw error;
	}
}

/** A range that is none, or of a form that would be misread, asks for all, as the standard has it. */
function dropOddRange({ headers }: IncomingMessage): void {
	if (headers.range === undefined) return;
	const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(headers.range) ?? [];
	const isFit = first !== undefined && (last === '' || Number(first) <= Number(last));
	if (!isFit) delete headers.range;
}

function answer(response: ServerResponse, status: number, error: string): void {
	const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
	response.writeHead(status, headers).end(JSON.stringify({ error }));
}
