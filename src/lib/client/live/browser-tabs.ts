import { readTabMessage } from './tab-message.ts';
import type { TabMessage } from './tab-message.ts';
import type { LeadWish, TabChannel } from './tab-world.ts';

/** Raised whenever tabs would misunderstand those of an earlier build. */
const LANGUAGE = 1;

/** Whether this browser can share a stream among its tabs. It cannot over plain http but on this machine itself. */
export function canShare(): boolean {
	return 'locks' in navigator && 'BroadcastChannel' in globalThis;
}

/** The lead among the tabs of this browser that show a view; see `TabWorld.lead`. A tab that ends, however, gives it back. */
export function askForLead(view: string, wish: LeadWish, won: () => void, lost: () => void): () => void {
	const withdrawal = new AbortController();
	let isOver = false;
	let giveBack: () => void = () => undefined;
	const options = {
		'if-free': { ifAvailable: true },
		'when-free': { signal: withdrawal.signal },
		'take-over': { steal: true }
	}[wish];
	navigator.locks
		.request(`bereik ${LANGUAGE} ${view}`, options, (lock) => {
			if (isOver) return;
			if (lock === null) return void lost();
			return new Promise<void>((resolve) => {
				giveBack = resolve;
				won();
			});
		})
		.catch((error: unknown) => {
			if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
			if (!isOver) lost();
		});
	return () => {
		isOver = true;
		withdrawal.abort();
		giveBack();
	};
}

/** Where the tabs of one reader talk about a view. Another reader's are elsewhere. */
export function joinTabs(view: string, reader: string, hear: (message: TabMessage) => void): TabChannel {
	const channel = new BroadcastChannel(`bereik ${LANGUAGE} ${view} ${reader}`);
	channel.onmessage = ({ data }: MessageEvent<unknown>) => {
		const message = readTabMessage(data);
		if (message !== null) hear(message);
	};
	return { send: (message) => channel.postMessage(message), close: () => channel.close() };
}
