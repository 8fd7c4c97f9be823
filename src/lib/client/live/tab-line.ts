import type { StreamEvent } from './read-message.ts';
import type { EventSourceLike, SourceMessage } from './stream-client.ts';

/** A stream as its client sees it, whatever is behind it at the moment: the server, or another tab. */
export class TabLine implements EventSourceLike {
	/** Address it was opened with. */
	readonly url: string;
	readonly #listeners = new Map<string, ((message: SourceMessage) => void)[]>();
	readonly #onClose: (line: TabLine) => void;
	#lastId = '';
	#isOpen = true;

	/** @param onClose told when the client wants no more of it */
	constructor(url: string, onClose: (line: TabLine) => void) {
		this.url = url;
		this.#onClose = onClose;
	}

	/** Id of the last snapshot or frame that went through; '' = none has. */
	get lastId(): string {
		return this.#lastId;
	}

	addEventListener(event: StreamEvent | 'error', listener: (message: SourceMessage) => void): void {
		this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
	}

	/** Gives a message to the client. */
	deliver(event: StreamEvent, message: SourceMessage): void {
		if (message.lastEventId !== '' && (event === 'snapshot' || event === 'frame')) this.#lastId = message.lastEventId;
		this.#send(event, message);
	}

	/** Tells the client that this line is of no more use. */
	fail(): void {
		this.#send('error', { data: '', lastEventId: '' });
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#listeners.clear();
		this.#onClose(this);
	}

	#send(event: StreamEvent | 'error', message: SourceMessage): void {
		for (const listener of this.#listeners.get(event) ?? []) if (this.#isOpen) listener(message);
	}
}
