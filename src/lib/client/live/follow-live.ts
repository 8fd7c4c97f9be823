import { LIVE_MS } from '#lib/protocol/connection-state.ts';
import type { DisplayMessage } from '#lib/protocol/stream-message.ts';
import { askAlive } from './ask-alive.ts';
import { askForLead, canShare, joinTabs } from './browser-tabs.ts';
import { BuildWatch } from './build-watch.ts';
import type { LiveView } from './live-view.svelte.ts';
import { heapBytes, PageReload } from './page-reload.ts';
import { readyBuild } from './ready-build.ts';
import type { StreamMessage } from './read-message.ts';
import { StreamClient } from './stream-client.ts';
import type { Receipt } from './stream-client.ts';
import { TabShare } from './tab-share.ts';
import type { TabWorld } from './tab-world.ts';

/** What may be different from page to page. */
export type FollowOptions = Readonly<{
	/** Told each time the stream ended without having said that it would. */
	onLost?: () => void;
	/** Told how far this screen should be; only a paired one is. */
	onDisplay?: (standing: DisplayMessage) => void;
	/** Whether the page has its screen for itself, and shares with no other tab. */
	isAlone?: boolean;
	/** Whether nobody tends to the page: it then begins anew by itself at night, and when it takes too much memory. */
	isUnattended?: boolean;
}>;

/** Often enough that a second never shows late to the eye. */
const TICK_MS = 250;
const MINUTE_MS = 60_000;

/**
 * Follows the stream of a view in this browser and writes it into `view`.
 * @param viewName the server's name for the view, such as `now`
 * @returns ends it and leaves nothing behind
 */
export function followLive(viewName: string, view: LiveView, options: FollowOptions = {}): () => void {
	const { onLost, onDisplay, isAlone = false, isUnattended = false } = options;
	const random = () => Math.random();
	const builds = new BuildWatch({ random, after, readyBuild, reload: () => location.reload() });
	const share = isAlone ? null : shareOf(viewName, view);
	const open = (url: string) => (share === null ? new EventSource(url) : share.open(url));
	const world = { open, monotonicMs: () => performance.now(), random, after, isAlive: askAlive };
	const receive = (message: StreamMessage, ageMs: number): Receipt => {
		if (message.kind === 'hello') builds.saw(message.hello.build);
		if (message.kind === 'display') onDisplay?.(message.standing);
		return view.receive(message, performance.now() - ageMs);
	};
	const stream = new StreamClient(`/api/stream?view=${encodeURIComponent(viewName)}`, world, receive, onLost);

	const ticker = setInterval(() => {
		if (view.tick(performance.now(), Date.now())) stream.reopen(true);
	}, TICK_MS);
	const reload = new PageReload(random());
	const beganMs = performance.now();
	const reloadTicker = !isUnattended
		? null
		: setInterval(() => {
				const { presentMs, zone } = view;
				const state = { ageMs: performance.now() - beganMs, presentMs, zone, heapBytes: heapBytes() };
				if (reload.reason(state) !== null) builds.wish();
			}, MINUTE_MS);
	// Phones close a hidden page's socket without an error, and give a page back from their cache with a dead one.
	const onVisible = () => {
		share?.seen(document.visibilityState !== 'visible');
		if (document.visibilityState !== 'visible') return;
		const slept = view.tick(performance.now(), Date.now());
		if (slept || view.silenceSeconds * 1000 >= LIVE_MS) stream.reopen(true);
	};
	const onOnline = () => {
		if (view.silenceSeconds * 1000 >= LIVE_MS) stream.reopen(false);
	};
	const stop = () => {
		stream.stop();
		share?.leave();
	};
	const onShow = (event: PageTransitionEvent) => {
		if (!event.persisted) return;
		view.tick(performance.now(), Date.now());
		stream.start(true);
	};
	document.addEventListener('visibilitychange', onVisible);
	addEventListener('online', onOnline);
	addEventListener('pagehide', stop);
	addEventListener('pageshow', onShow);
	share?.seen(document.visibilityState !== 'visible');
	stream.start();

	return () => {
		clearInterval(ticker);
		if (reloadTicker !== null) clearInterval(reloadTicker);
		document.removeEventListener('visibilitychange', onVisible);
		removeEventListener('online', onOnline);
		removeEventListener('pagehide', stop);
		removeEventListener('pageshow', onShow);
		builds.stop();
		stop();
	};
}

function shareOf(viewName: string, view: LiveView): TabShare {
	return new TabShare(`${Math.random()}`, {
		open: (url) => new EventSource(url),
		...(canShare() ? tabsOf(viewName) : noTabs),
		reader: askReader,
		recall: () => view.recall(performance.now()),
		isHidden: () => document.visibilityState !== 'visible',
		wallMs: () => Date.now(),
		random: () => Math.random(),
		after,
		onOtherReader: () => location.reload()
	});
}

function tabsOf(viewName: string): Pick<TabWorld, 'lead' | 'join'> {
	return {
		lead: (wish, won, lost) => askForLead(viewName, wish, won, lost),
		join: (reader, hear) => joinTabs(viewName, reader, hear)
	};
}

/** A tab that cannot share leads, and nobody follows. */
const noTabs: Pick<TabWorld, 'lead' | 'join'> = {
	lead: (_, won) => {
		won();
		return () => undefined;
	},
	join: () => ({ send: () => undefined, close: () => undefined })
};

/** Who reads this page by the server's word; null where it could not say. Loaded late: no figure waits for it. */
async function askReader(): Promise<string | null> {
	const [{ askWho }, { readerKey }] = await Promise.all([
		import('../access/me.svelte.ts'),
		import('../access/reader-key.ts')
	]);
	const who = await askWho();
	return who === null ? null : readerKey(who);
}

function after(delayMs: number, callback: () => void): () => void {
	const timer = setTimeout(callback, delayMs);
	return () => clearTimeout(timer);
}
