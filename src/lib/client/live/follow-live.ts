import { LIVE_MS } from '#lib/protocol/connection-state.ts';
import type { DisplayMessage } from '#lib/protocol/stream-message.ts';
import { BuildWatch } from './build-watch.ts';
import type { LiveView } from './live-view.svelte.ts';
import { readyBuild } from './ready-build.ts';
import type { StreamMessage } from './read-message.ts';
import { StreamClient } from './stream-client.ts';
import type { Receipt } from './stream-client.ts';

/** Often enough that a second never shows late to the eye. */
const TICK_MS = 250;

/**
 * Follows the stream of a view in this browser and writes it into `view`.
 * @param viewName the server's name for the view, such as `now`
 * @param onLost told each time the stream ended without having said that it would
 * @param onDisplay told how far this screen should be; only a paired one is
 * @returns ends it and leaves nothing behind
 */
export function followLive(
	viewName: string,
	view: LiveView,
	onLost?: () => void,
	onDisplay?: (standing: DisplayMessage) => void
): () => void {
	const random = () => Math.random();
	const builds = new BuildWatch({ random, after, readyBuild, reload: () => location.reload() });
	const world = { open: (url: string) => new EventSource(url), monotonicMs: () => performance.now(), random, after };
	const receive = (message: StreamMessage): Receipt => {
		if (message.kind === 'hello') builds.saw(message.hello.build);
		if (message.kind === 'display') onDisplay?.(message.standing);
		return view.receive(message, performance.now());
	};
	const stream = new StreamClient(`/api/stream?view=${encodeURIComponent(viewName)}`, world, receive, onLost);

	const ticker = setInterval(() => {
		if (view.tick(performance.now(), Date.now())) stream.reopen(true);
	}, TICK_MS);
	// Phones close a hidden page's socket without an error, and give a page back from their cache with a dead one.
	const onVisible = () => {
		if (document.visibilityState !== 'visible') return;
		const slept = view.tick(performance.now(), Date.now());
		if (slept || view.silenceSeconds * 1000 >= LIVE_MS) stream.reopen(true);
	};
	const onOnline = () => {
		if (view.silenceSeconds * 1000 >= LIVE_MS) stream.reopen(false);
	};
	const onHide = () => stream.stop();
	const onShow = (event: PageTransitionEvent) => {
		if (!event.persisted) return;
		view.tick(performance.now(), Date.now());
		stream.start(true);
	};
	document.addEventListener('visibilitychange', onVisible);
	addEventListener('online', onOnline);
	addEventListener('pagehide', onHide);
	addEventListener('pageshow', onShow);
	stream.start();

	return () => {
		clearInterval(ticker);
		document.removeEventListener('visibilitychange', onVisible);
		removeEventListener('online', onOnline);
		removeEventListener('pagehide', onHide);
		removeEventListener('pageshow', onShow);
		builds.stop();
		stream.stop();
	};
}

function after(delayMs: number, callback: () => void): () => void {
	const timer = setTimeout(callback, delayMs);
	return () => clearTimeout(timer);
}
