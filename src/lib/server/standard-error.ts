import { writeSync } from 'node:fs';

/** What writes a line somewhere, and throws where it cannot: the bytes that were taken are given back, which may be fewer. */
export type WriteBytes = (bytes: Uint8Array) => number;

/** A reader that is busy for a moment is waited for, in steps; one that stands still is not. */
const waitStepMs = 5;
const waitMostMs = 50;
const never = new Int32Array(new SharedArrayBuffer(4));
const newline = Buffer.from('\n');

/**
 * Standard error, for the lines of a log. What cannot be written is left out and counted, and that is said once it can be again: that
 * the disk under a log is full, or that whoever reads it has gone, must neither end the server nor hold it up.
 */
export class StandardError {
	readonly #write: WriteBytes;
	#lost = 0;
	/** Whether the last line was broken off in its middle. */
	#isTorn = false;

	constructor(write: WriteBytes = (bytes) => writeSync(2, bytes)) {
		this.#write = write;
	}

	/** Lines that were left out since one last could be written. */
	get lost(): number {
		return this.#lost;
	}

	/** @param line with its newline */
	write(line: string): void {
		if (this.#isTorn) this.#isTorn = !this.#writeAll(newline);
		if (this.#isTorn || !this.#writeAll(Buffer.from(line))) {
			this.#lost++;
			return;
		}
		const lost = this.#lost;
		this.#lost = 0;
		if (lost > 0)
			this.write(
				`${JSON.stringify({ level: 40, time: Date.now(), lost, msg: 'lines of this log could not be written' })}\n`
			);
	}

	#writeAll(bytes: Buffer): boolean {
		let at = 0;
		let waitedMs = 0;
		while (at < bytes.length) {
			try {
				at += this.#write(bytes.subarray(at));
			} catch (error) {
				const isBusy = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
				if (isBusy && this.#lost === 0 && waitedMs < waitMostMs) {
					Atomics.wait(never, 0, 0, waitStepMs);
					waitedMs += waitStepMs;
					continue;
				}
				this.#isTorn ||= at > 0;
				return false;
			}
		}
		return true;
	}
}
