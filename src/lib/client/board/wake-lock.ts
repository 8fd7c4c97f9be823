/**
 * Keeps the screen on while the page is visible, where the browser can (a secure context). The lock falls away whenever
 * the page is hidden, so it is asked for again each time it comes back.
 * @returns gives the lock back
 */
export function keepAwake(): () => void {
	if (!('wakeLock' in navigator)) return () => undefined;
	let lock: WakeLockSentinel | null = null;
	let ended = false;
	const request = async () => {
		if (ended || document.visibilityState !== 'visible') return;
		try {
			lock = await navigator.wakeLock.request('screen');
			if (ended) await lock.release();
		} catch (error) {
			// Refused: low battery, or a policy. The screen then sleeps when its own settings say so.
			if (!(error instanceof DOMException)) throw error;
		}
	};
	const onVisible = () => void request();
	document.addEventListener('visibilitychange', onVisible);
	void request();
	return () => {
		ended = true;
		document.removeEventListener('visibilitychange', onVisible);
		void lock?.release();
	};
}
