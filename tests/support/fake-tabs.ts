import { LiveView } from '#lib/client/live/live-view.svelte.ts';
import { StreamClient } from '#lib/client/live/stream-client.ts';
import type { TabMessage } from '#lib/client/live/tab-message.ts';
import { TabShare } from '#lib/client/live/tab-share.ts';
import type { LeadWish } from '#lib/client/live/tab-world.ts';
import { FakeSource } from './fake-stream-world.ts';
import { SimulatedTime } from './simulated-time.ts';

type Wish = { tab: FakeTab; won: () => void; lost: () => void };

/** A browser with tabs, whose time passes only when told. */
export class FakeBrowser {
	readonly time = new SimulatedTime();
	/** Who reads, by the server; null = it does not say. */
	reader: string | null = 'anna';
	/** Channels that were ever talked in. */
	readonly names = new Set<string>();
	readonly tabs: FakeTab[] = [];
	readonly #channels: { name: string; tab: FakeTab; hear: (message: TabMessage) => void }[] = [];
	#holder: Wish | null = null;
	#queue: Wish[] = [];
	#drawn = 0;

	/** Opens a tab that follows the view. */
	openTab(): FakeTab {
		const tab = new FakeTab(this, this.tabs.length);
		this.tabs.push(tab);
		tab.start();
		return tab;
	}

	/** Lets time pass, and what was promised come. */
	async pass(ms: number): Promise<void> {
		const end = this.time.nowMs + ms;
		while (this.time.nowMs < end) {
			this.time.runUntil(Math.min(end, this.time.nowMs + 50));
			for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
		}
	}

	/** Streams to the server that are open. */
	get streams(): FakeSource[] {
		return this.tabs.flatMap((tab) => tab.sources).filter((source) => !source.closed);
	}

	/** Channels that are open now. */
	get channels(): number {
		return this.#channels.length;
	}

	random(): number {
		this.#drawn = (this.#drawn + 0.37) % 1;
		return this.#drawn;
	}

	lead(tab: FakeTab, how: LeadWish, won: () => void, lost: () => void): () => void {
		const wish = { tab, won, lost };
		// The browser grants a lock in its own time, and to a tab that runs.
		this.time.after(1, () => {
			if (how === 'when-free') this.#queue.push(wish);
			else if (how === 'if-free' && this.#holder !== null) return tab.run(lost);
			else {
				const before = this.#holder;
				this.#holder = wish;
				before?.tab.run(before.lost);
				return tab.run(won);
			}
			this.#grant();
		});
		return () => {
			this.#queue = this.#queue.filter((other) => other !== wish);
			if (this.#holder !== wish) return;
			this.#holder = null;
			this.#grant();
		};
	}

	join(tab: FakeTab, reader: string, hear: (message: TabMessage) => void) {
		const channel = { name: reader, tab, hear };
		this.names.add(reader);
		this.#channels.push(channel);
		return {
			send: (message: TabMessage) => {
				for (const other of this.#channels)
					if (other !== channel && other.name === reader)
						this.time.after(1, () => other.tab.run(() => this.#channels.includes(other) && other.hear(message)));
			},
			close: () => void this.#channels.splice(this.#channels.indexOf(channel), 1)
		};
	}

	/** The browser takes everything away that a closed or crashed tab had. */
	drop(tab: FakeTab): void {
		this.#queue = this.#queue.filter((wish) => wish.tab !== tab);
		for (const channel of this.#channels.filter((one) => one.tab === tab))
			this.#channels.splice(this.#channels.indexOf(channel), 1);
		if (this.#holder?.tab !== tab) return;
		this.#holder = null;
		this.#grant();
	}

	#grant(): void {
		if (this.#holder !== null) return;
		const next = this.#queue.shift();
		if (next === undefined) return;
		this.#holder = next;
		next.tab.run(next.won);
	}
}

/** One tab: a view, its client and its share, as a page has them. */
export class FakeTab {
	readonly sources: FakeSource[] = [];
	readonly view = new LiveView(0, 0);
	readonly share: TabShare;
	readonly client: StreamClient;
	isHidden = false;
	/** How often the page would have begun anew because somebody else reads it now. */
	beganAnew = 0;
	readonly #browser: FakeBrowser;
	#isFrozen = false;
	#isGone = false;
	#later: (() => void)[] = [];

	constructor(browser: FakeBrowser, no: number) {
		this.#browser = browser;
		const { time } = browser;
		const after = (delayMs: number, callback: () => void) => time.after(delayMs, () => this.run(callback));
		const random = () => browser.random();
		this.share = new TabShare(`tab ${no}`, {
			open: (url) => {
				const source = new FakeSource(url);
				this.sources.push(source);
				return source;
			},
			lead: (wish, won, lost) => browser.lead(this, wish, won, lost),
			join: (reader, hear) => browser.join(this, reader, hear),
			reader: () => Promise.resolve(browser.reader),
			recall: () => this.view.recall(time.nowMs),
			isHidden: () => this.isHidden,
			wallMs: () => time.nowMs,
			random,
			after,
			onOtherReader: () => {
				this.beganAnew += 1;
				this.client.stop();
			}
		});
		const world = {
			open: (url: string) => this.share.open(url),
			monotonicMs: () => time.nowMs,
			random,
			after,
			isAlive: (answer: (isAlive: boolean) => void) => answer(true)
		};
		this.client = new StreamClient('/api/stream?view=now', world, (message, ageMs) =>
			this.view.receive(message, time.nowMs - ageMs)
		);
	}

	/** Age of what the tab shows, ms. */
	get silenceMs(): number {
		this.view.tick(this.#browser.time.nowMs, this.#browser.time.nowMs);
		return this.view.silenceSeconds * 1000;
	}

	start(): void {
		this.client.start();
	}

	/** What the browser lets the tab do: at once, when it is no longer frozen, or never. */
	run(callback: () => void): void {
		if (this.#isGone) return;
		if (this.#isFrozen) this.#later.push(callback);
		else callback();
	}

	freeze(): void {
		this.#isFrozen = true;
	}

	thaw(): void {
		this.#isFrozen = false;
		for (const callback of this.#later.splice(0)) this.run(callback);
	}

	/** The tab is closed, or its process dies: nothing of it runs any more. */
	crash(): void {
		this.#isGone = true;
		for (const source of this.sources) source.close();
		this.#browser.drop(this);
	}
}
