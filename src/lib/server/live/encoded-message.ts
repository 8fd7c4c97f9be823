import { encodeEvent } from '#lib/protocol/stream-message.ts';

/** A message of a stream as it leaves: encoded once, however many screens get it. */
export type EncodedMessage = Readonly<{
	/** As server-sent event. */
	bytes: Buffer;
	/** The same bytes as one chunk of an HTTP/1.1 answer: `bytes` is a part of it. */
	chunk: Buffer;
}>;

/** The chunk that ends an answer. */
export const lastChunk = Buffer.from('0\r\n\r\n');

/** Encodes a message. */
export function encodeMessage(event: string, payload: object, id?: string): EncodedMessage {
	return encodeText(encodeEvent(event, payload, id));
}

/** Encodes what is a message, or some of them, already. */
export function encodeText(text: string): EncodedMessage {
	const length = Buffer.byteLength(text);
	const head = `${length.toString(16)}\r\n`;
	const chunk = Buffer.from(`${head}${text}\r\n`);
	return { bytes: chunk.subarray(head.length, head.length + length), chunk };
}
