/** Why a body is not taken. */
export type BodyRefusal = Readonly<{ status: 400 | 413; reason: string }>;

/**
 * The bytes of a body.
 * @param maxBytes a larger one is refused, and not read to its end
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer | BodyRefusal> {
	const tooLarge = { status: 413, reason: `larger than ${maxBytes} bytes` } as const;
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return tooLarge;
	if (request.body === null) return Buffer.alloc(0);
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		// Not cancelled when the loop is left: that would take the connection down before the sender has read the answer.
		for await (const chunk of request.body.values({ preventCancel: true })) {
			bytes += chunk.length;
			if (bytes > maxBytes) return tooLarge;
			chunks.push(chunk);
		}
	} catch (error) {
		// The server in front of us has a limit of its own, and a sender may hang up half-way.
		if (error instanceof Error && 'status' in error && error.status === 413) return tooLarge;
		return { status: 400, reason: 'broke off' };
	}
	const [only] = chunks;
	return chunks.length === 1 && only !== undefined
		? Buffer.from(only.buffer, only.byteOffset, only.length)
		: Buffer.concat(chunks);
}
