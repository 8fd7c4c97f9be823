/**
 * Longest wait for an answer, ms. Short enough that a question lost on the road does not keep the next one back, long enough that a
 * server at which everybody knocks at once is not left just before it answers.
 */
export const ALIVE_PATIENCE_MS = 3_500;

/** Asks the server whether it lives; anything but its own word is a no: a proxy's page, a portal's, silence. */
export function askAlive(answer: (isAlive: boolean) => void): void {
	void isAlive().then(answer);
}

async function isAlive(): Promise<boolean> {
	const giveUp = new AbortController();
	const timer = setTimeout(() => giveUp.abort(), ALIVE_PATIENCE_MS);
	try {
		const response = await fetch('/api/health/live', { cache: 'no-store', signal: giveUp.signal });
		if (response.status !== 200) return false;
		const health: unknown = await response.json();
		return typeof health === 'object' && health !== null && 'status' in health && health.status === 'live';
	} catch {
		// No network, no patience left, or not JSON: whatever it was, it was not the server that said it lives.
		return false;
	} finally {
		clearTimeout(timer);
	}
}
