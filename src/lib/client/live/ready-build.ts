/** Build of the server, where it says that it is ready; null = it is not, or did not answer. */
export async function readyBuild(): Promise<string | null> {
	try {
		const response = await fetch('/api/health/ready', { cache: 'no-store' });
		if (!response.ok) return null;
		const health: unknown = await response.json();
		if (typeof health !== 'object' || health === null || !('build' in health)) return null;
		return typeof health.build === 'string' ? health.build : null;
	} catch (error) {
		// The network is away (TypeError), or something else than the server answered (SyntaxError): not ready.
		if (error instanceof TypeError || error instanceof SyntaxError) return null;
		throw error;
	}
}
