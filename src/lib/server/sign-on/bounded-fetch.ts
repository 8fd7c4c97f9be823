import type { CustomFetch } from 'openid-client';

/** More than any provider's answer needs: an endless one must not fill the memory. */
const maxAnswerBytes = 64 * 1024;

/** The provider cannot be asked now; later it can, perhaps. */
export class ProviderUnreachable extends Error {
	override readonly name = 'ProviderUnreachable';
}

/**
 * Asks the provider: no redirects, an answer of bounded size, and what is not its word (a broken line, a gateway's complaint) is
 * {@link ProviderUnreachable}.
 * @param onAnswered told each time whether it answered
 */
export function boundedFetch(onAnswered: (didAnswer: boolean) => void): CustomFetch {
	return async (url, options) => {
		try {
			const { body, ...rest } = options;
			// An empty body and none are the same here; the two type libraries differ about it.
			const response = await fetch(url, { ...rest, body: (body ?? null) as BodyInit | null, redirect: 'manual' });
			if (response.status >= 500 || response.status === 429) {
				await response.body?.cancel();
				throw new Error(`answered ${response.status}`);
			}
			const bytes = await readBounded(response);
			onAnswered(true);
			const { status, headers } = response;
			return new Response(hasBody(status) ? bytes : null, { status, headers });
		} catch (error) {
			onAnswered(false);
			throw new ProviderUnreachable(`${new URL(url).origin}: ${reasonOf(error)}`, { cause: error });
		}
	};
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		length += chunk.length;
		if (length > maxAnswerBytes) throw new Error(`answered with more than ${maxAnswerBytes} bytes`);
		chunks.push(chunk);
	}
	return Uint8Array.from(Buffer.concat(chunks));
}

function hasBody(status: number): boolean {
	return status >= 200 && status !== 204 && status !== 205 && status !== 304;
}

/** The network's own code says more than that a fetch failed. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
	return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
