import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { BodyRefusal } from './event-request.ts';

const inflate = promisify(gunzip);

/**
 * Undoes the Content-Encoding of a body. Stops at `maxBytes`, so that a few KB that stand for gigabytes cost no more
 * than an honest body.
 */
export async function inflateBody(
	body: Buffer,
	encoding: string | null,
	maxBytes: number
): Promise<Buffer | BodyRefusal> {
	const name = encoding?.trim().toLowerCase() ?? '';
	if (name === '' || name === 'identity') return body;
	if (name !== 'gzip' && name !== 'x-gzip') return { status: 415, reason: 'content-encoding: must be gzip or none' };
	try {
		return await inflate(body, { maxOutputLength: maxBytes });
	} catch (error) {
		if (error instanceof RangeError)
			return { status: 413, reason: `body: larger than ${maxBytes} bytes when inflated` };
		return { status: 400, reason: 'body: not gzip' };
	}
}
