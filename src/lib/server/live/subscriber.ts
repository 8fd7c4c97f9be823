/** One screen's end of the stream. */
export interface Subscriber {
	/**
	 * Hands over bytes that all screens share, and the same as one chunk of an HTTP/1.1 answer.
	 * @returns false when this screen has not taken what it got before: it is sent nothing until it asks for a snapshot
	 */
	send(bytes: Uint8Array, chunk: Uint8Array): boolean;
	/** Looks at what time alone does to this screen; called each second with a clock that only goes forward, ms. */
	look?(nowMs: number): void;
	/** Ends the stream from the server's side. */
	end(): void;
}
