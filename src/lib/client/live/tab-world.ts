import type { Recollection } from './live-view.svelte.ts';
import type { EventSourceLike } from './stream-client.ts';
import type { TabMessage } from './tab-message.ts';

/** How to ask for the lead: if nobody has it, whenever it is free, or whoever has it. */
export type LeadWish = 'if-free' | 'when-free' | 'take-over';

/** What sharing needs of the browser; tests give it one of their own. */
export type TabWorld = Readonly<{
	/** Opens a stream to the server. */
	open: (url: string) => EventSourceLike;
	/**
	 * Asks for the lead among the tabs with this view. `won` once it is this tab's; `lost` where it was not free, or another tab
	 * took it. The result gives it back, or withdraws the wish.
	 */
	lead: (wish: LeadWish, won: () => void, lost: () => void) => () => void;
	/** Talks with the tabs of the same reader and view. */
	join: (reader: string, hear: (message: TabMessage) => void) => TabChannel;
	/** Asks the server who reads this page; null = it could not say. */
	reader: () => Promise<string | null>;
	/** What the view was when the server last spoke. */
	recall: () => Recollection | null;
	/** Whether nobody sees this tab; browsers let the clocks of such a tab go slow. */
	isHidden: () => boolean;
	/** The time that all tabs of a browser agree on, ms. */
	wallMs: () => number;
	random: () => number;
	after: (delayMs: number, callback: () => void) => () => void;
	/** The page is another reader's than it was opened for: none of it may stay. */
	onOtherReader: () => void;
}>;

/** A place where tabs talk. */
export type TabChannel = Readonly<{ send: (message: TabMessage) => void; close: () => void }>;
