import { streamEvents } from './read-message.ts';
import type { StreamEvent } from './read-message.ts';
import { resumedUrl } from './stream-client.ts';
import type { EventSourceLike, SourceMessage } from './stream-client.ts';
import { TabLine } from './tab-line.ts';
import type { TabMessage } from './tab-message.ts';
import type { TabChannel, TabWorld } from './tab-world.ts';

/** A leader is asked how it is when it misses the beat of the server's proofs of life, one each ten seconds. */
const SILENT_MS = 11_500;
/** A leader that lives answers sooner, however busy. */
const ANSWER_MS = 2_000;
/** Tabs that miss their leader in the same instant do not all take over. */
const TAKE_OVER_SPREAD_MS = 500;
/** Tabs that are seen take over first. */
const HIDDEN_LATER_MS = 2_000;
/** A leader that nobody has seen for so long leaves the lead to a tab that is seen. */
const TIRED_MS = 60_000;
/** How soon the server is asked again who reads, where it could not say. */
const READER_AGAIN_MS = 5_000;

/**
 * One stream for all tabs of a browser that show the same view to the same reader. One tab leads: it has the stream and passes on
 * what comes. The others get from it how things stand, with how old that is, and take the lead when it is closed or answers no more.
 *
 * Nothing is passed on before the server has said who reads, after every opening of the stream; where that is somebody else than
 * before, the page begins anew. A tab that cannot share has a stream of its own.
 */
export class TabShare {
	readonly #world: TabWorld;
	readonly #id: string;
	#role: 'none' | 'leader' | 'follower' = 'none';
	#line: TabLine | null = null;
	#source: EventSourceLike | null = null;
	#reader: string | null = null;
	#channel: TabChannel | null = null;
	#leader: string | null = null;
	#isPassingOn = false;
	#giveUpLead: () => void = nothing;
	#giveUpTaking: () => void = nothing;
	#cancelStep: () => void = nothing;
	#cancelReader: () => void = nothing;
	#cancelTired: () => void = nothing;
	#isTired = false;
	/** About to take the lead from a tab that still does its work. */
	#isRelieving = false;

	/** @param id of this tab, another in each */
	constructor(id: string, world: TabWorld) {
		this.#id = id;
		this.#world = world;
	}

	/** Gives a stream for the address: to the server from the tab that leads, through that tab in the others. */
	open(url: string): EventSourceLike {
		const line = new TabLine(url, (closed) => this.#close(closed));
		this.#line = line;
		if (this.#role === 'leader') this.#toServer(line);
		else if (this.#role === 'follower') this.#follow(line);
		else
			this.#giveUpLead = this.#world.lead(
				'if-free',
				() => this.#lead(),
				() => this.#notLeading()
			);
		return line;
	}

	/** This tab came into view, or went out of it. */
	seen(isHidden: boolean): void {
		this.#cancelTired();
		this.#isTired = false;
		if (!isHidden && this.#role === 'follower') this.#ask();
		if (!isHidden) return;
		this.#cancelTired = this.#world.after(TIRED_MS, () => {
			this.#isTired = true;
			if (this.#role === 'leader') this.#sendState(null);
		});
	}

	/** Leaves the other tabs: the page is going, or needs no stream. */
	leave(): void {
		this.#role = 'none';
		this.#line = null;
		this.#isTired = this.#isRelieving = false;
		for (const end of [this.#giveUpLead, this.#giveUpTaking, this.#cancelStep, this.#cancelTired]) end();
		this.#closeSource();
		this.#channel?.close();
		this.#channel = this.#leader = null;
	}

	/** The lead was not free; or another tab took it, because it did not hear from this one. */
	#notLeading(): void {
		if (this.#role === 'leader') {
			const line = this.#line;
			this.#role = 'none';
			this.#closeSource();
			line?.fail();
			return;
		}
		this.#role = 'follower';
		this.#giveUpLead = this.#world.lead(
			'when-free',
			() => this.#lead(),
			() => this.#notLeading()
		);
		if (this.#line !== null) this.#follow(this.#line);
	}

	#lead(): void {
		this.#role = 'leader';
		this.#leader = null;
		this.#cancelStep();
		this.#channel?.send({ kind: 'lead', from: this.#id });
		if (this.#line !== null) this.#toServer(this.#line);
	}

	#toServer(line: TabLine): void {
		this.#closeSource();
		const source = this.#world.open(line.lastId === '' ? line.url : resumedUrl(baseOf(line.url), line.lastId));
		this.#source = source;
		this.#isPassingOn = false;
		const pass = (event: StreamEvent, message: SourceMessage): void => {
			if (source !== this.#source) return;
			line.deliver(event, message);
			// The tabs that follow come back by themselves, and the screen's standing is for a screen alone.
			if (!this.#isPassingOn || source !== this.#source || event === 'bye' || event === 'display') return;
			const { data, lastEventId: id } = message;
			this.#channel?.send({ kind: 'relay', from: this.#id, sentMs: this.#world.wallMs(), event, data, id });
		};
		for (const event of streamEvents) source.addEventListener(event, (message) => pass(event, message));
		source.addEventListener('error', () => {
			if (source !== this.#source) return;
			this.#isPassingOn = false;
			line.fail();
		});
		if (this.#role === 'leader') void this.#passOn(source);
	}

	async #passOn(source: EventSourceLike): Promise<void> {
		const reader = await this.#world.reader();
		if (this.#role !== 'leader') return;
		// Also where the stream has failed by now: that may be just because it is another who reads.
		if (reader !== null && !this.#join(reader)) return;
		if (source !== this.#source) return;
		if (reader === null) {
			this.#cancelReader = this.#world.after(READER_AGAIN_MS, () => void this.#passOn(source));
		} else {
			this.#isPassingOn = true;
			this.#channel?.send({ kind: 'lead', from: this.#id });
			this.#sendState(null);
		}
	}

	#follow(line: TabLine): void {
		void this.#world.reader().then((reader) => {
			if (line !== this.#line || this.#role !== 'follower') return;
			if (reader === null) this.#toServer(line);
			else if (this.#join(reader)) this.#ask();
		});
	}

	#join(reader: string): boolean {
		if (this.#reader !== null && this.#reader !== reader) {
			this.leave();
			this.#world.onOtherReader();
			return false;
		}
		this.#reader = reader;
		this.#channel ??= this.#world.join(reader, (message) => this.#hear(message));
		return true;
	}

	#hear(message: TabMessage): void {
		if (this.#role === 'leader') {
			if (message.kind === 'ask') this.#sendState(message.from);
			return;
		}
		if (this.#role !== 'follower' || this.#line === null || this.#source !== null) return;
		switch (message.kind) {
			case 'ask':
				return;
			case 'lead':
				this.#leader = message.from;
				this.#isRelieving = false;
				this.#await(0);
				return;
			case 'state':
				if (message.to !== null && message.to !== this.#id) return;
				this.#takeState(message);
				return;
			case 'relay': {
				// Who was frozen while it led may still have old things to say.
				if (message.from !== this.#leader) return;
				const { event, data, id: lastEventId } = message;
				const ageMs = Math.max(0, this.#world.wallMs() - message.sentMs);
				this.#await(ageMs);
				this.#line.deliver(event, { data, lastEventId, ageMs });
			}
		}
	}

	#takeState({ from, sentMs, state, isTired }: TabMessage & { kind: 'state' }): void {
		if (this.#leader !== null && from !== this.#leader) return;
		this.#leader = from;
		if (isTired && !this.#world.isHidden()) {
			this.#isRelieving = true;
			return this.#takeOver();
		}
		const ageMs = (state?.ageMs ?? 0) + Math.max(0, this.#world.wallMs() - sentMs);
		this.#await(ageMs);
		if (state === null) return;
		this.#line?.deliver('hello', { data: JSON.stringify(state.hello), lastEventId: '', ageMs });
		this.#line?.deliver('snapshot', { data: JSON.stringify(state.snapshot), lastEventId: state.id, ageMs });
	}

	/** A leader that was heard `ageMs` ago has until the next beat. */
	#await(ageMs: number): void {
		if (this.#isRelieving) return;
		this.#cancelStep();
		this.#cancelStep = this.#world.after(ageMs < SILENT_MS ? SILENT_MS - ageMs : SILENT_MS, () => this.#ask());
	}

	#ask(): void {
		if (this.#channel === null) return;
		this.#cancelStep();
		this.#cancelStep = this.#world.after(ANSWER_MS, () => this.#takeOver());
		this.#channel.send({ kind: 'ask', from: this.#id });
	}

	#takeOver(): void {
		const delayMs = this.#world.random() * TAKE_OVER_SPREAD_MS + (this.#world.isHidden() ? HIDDEN_LATER_MS : 0);
		this.#cancelStep();
		this.#cancelStep = this.#world.after(delayMs, () => {
			this.#leader = null;
			this.#isRelieving = false;
			const waiting = this.#giveUpLead;
			this.#giveUpTaking = this.#world.lead(
				'take-over',
				() => {
					waiting();
					this.#giveUpLead = this.#giveUpTaking;
					this.#lead();
				},
				() => this.#notLeading()
			);
		});
	}

	#sendState(to: string | null): void {
		const sentMs = this.#world.wallMs();
		const state = this.#isPassingOn ? this.#world.recall() : null;
		this.#channel?.send({ kind: 'state', from: this.#id, to, sentMs, state, isTired: this.#isTired });
	}

	#close(line: TabLine): void {
		if (line !== this.#line) return;
		this.#line = null;
		this.#isRelieving = false;
		if (this.#role === 'follower') this.#cancelStep();
		this.#closeSource();
	}

	#closeSource(): void {
		this.#cancelReader();
		this.#source?.close();
		this.#source = null;
	}
}

function baseOf(url: string): string {
	return url.replace(/&last_event_id=.*$/, '');
}

function nothing(): void {
	// Stands for "there is nothing to cancel".
}
