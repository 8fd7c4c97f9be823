import type { LineConnector, LineTranslator, RejectedRecord } from '#lib/connectors/connector.ts';
import { rawLimit } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { FollowProblemKind } from '#lib/protocol/source-list.ts';
import { isNotTakenIn } from '../intake/take-in.ts';
import { FileProblem } from './file-problem.ts';
import { FileTail, type TailReading } from './file-tail.ts';
import { type FollowRecord, readFollowRecord, removeFollowRecord, writeFollowRecord } from './follow-record.ts';
import type { FollowSink } from './follow-sink.ts';
import { type FollowedLine, longestLineBytes } from './line-splitter.ts';
import type { PlaceInFile } from './place-in-file.ts';

/** What is followed, and where it goes. */
export type FollowerParts = Readonly<{
	file: string;
	connector: LineConnector;
	source: string;
	sink: FollowSink;
	/** Where its place is kept. */
	recordFile: string;
	/** UTC epoch ms. */
	now: () => number;
	/** Lets others have a turn. */
	pause: () => Promise<void>;
}>;

/** How a follower stands. Instants are UTC epoch ms. */
export type FollowStanding = Readonly<{
	source: string;
	file: string;
	/** What keeps it from reading or handing over, in a line; null = nothing. */
	problem: string | null;
	/** Which kind of thing that is. */
	problemKind: FollowProblemKind | null;
	/** Since when. */
	problemSince: number | null;
	/** When the last line that came to an event was written, by the clock of whoever wrote it; null = none was. */
	lastEventAt: number | null;
	/** How long after that it was handed over, ms. */
	lagMs: number | null;
	/** Lines since the start, and how many of them could not be read. */
	lines: number;
	rejected: number;
}>;

const linesTogether = 1_000;
/** A few milliseconds' worth. */
const linesInTurn = 200;
const keepEveryMs = 30_000;
const keepEveryLines = 5_000;
/** How often a source that is followed proves that it is. */
export const aliveEveryMs = 30_000;

type Batch = Readonly<{ events: readonly SourceEvent[]; rejected: readonly RejectedRecord[]; reading: TailReading }>;

/**
 * Follows a file that grows and hands over what its lines come to. Its place is kept together with what the translator remembers
 * of the lines before it, now and then; after a crash it goes on from there, and what it had handed over since is a repeat.
 */
export class Follower {
	readonly #parts: FollowerParts;
	#tail: FileTail;
	#translator: LineTranslator;
	/** Read and translated, and not handed over yet. */
	#batch: Batch | null = null;
	#place: PlaceInFile | null = null;
	/** The log that has what was handed over, as far as is known. */
	#log: Readonly<{ epoch: string; seq: number }> | null = null;
	#isLogInDoubt = false;
	#lineNo = 0;
	#lines = 0;
	#rejected = 0;
	#lastEventAt: number | null = null;
	#lagMs: number | null = null;
	#keptAt = -Infinity;
	#sinceKept = 0;
	#aliveAt = -Infinity;
	#problem: Readonly<{ text: string; kind: FollowProblemKind; since: number }> | null = null;

	constructor(parts: FollowerParts) {
		this.#parts = parts;
		this.#tail = new FileTail(parts.file, null);
		this.#translator = parts.connector.open({ source: parts.source });
	}

	get standing(): FollowStanding {
		return {
			source: this.#parts.source,
			file: this.#parts.file,
			problem: this.#problem?.text ?? null,
			problemKind: this.#problem?.kind ?? null,
			problemSince: this.#problem?.since ?? null,
			lastEventAt: this.#lastEventAt,
			lagMs: this.#lagMs,
			lines: this.#lines,
			rejected: this.#rejected
		};
	}

	/**
	 * Reads what is new, up to a number of lines, hands it over, and proves life where that is due.
	 * @returns whether there may be more at once; null when something is in the way, which the standing names
	 */
	async look(): Promise<boolean | null> {
		try {
			if (this.#isLogInDoubt) await this.#askLog();
			if (this.#log === null) await this.#takeUp();
			this.#batch ??= await this.#readBatch();
			const { hasMore } = this.#batch.reading;
			await this.#handOver(this.#batch);
			await this.#proveLife();
			this.#problem = null;
			return hasMore;
		} catch (error) {
			this.#fail(error);
			return null;
		}
	}

	/** Keeps its place and lets the file go. Not to be called while it looks. */
	async close(): Promise<void> {
		try {
			// What was not handed over is in the translator's memory already.
			if (this.#batch === null && this.#sinceKept > 0) this.#keep();
		} catch (error) {
			this.#fail(error);
		}
		await this.#tail.close();
	}

	/** Finds out where to go on: the record's place, where the log behind the sink has all that was before it. */
	async #takeUp(): Promise<void> {
		const { file, connector, source, sink, recordFile } = this.#parts;
		const log = await sink.log();
		const record = readFollowRecord(recordFile);
		const isOurs =
			record !== null &&
			record.file === file &&
			record.source === source &&
			record.format === connector.name &&
			record.version === connector.version &&
			record.epoch === log.epoch &&
			record.seq <= (log.seq ?? Infinity);
		await this.#tail.close();
		this.#batch = null;
		this.#place = isOurs ? record.place : null;
		this.#lastEventAt = isOurs ? record.lastEventAt : null;
		this.#tail = new FileTail(file, this.#place);
		this.#translator = connector.open({ source, memory: isOurs ? record.memory : undefined });
		this.#sinceKept = 0;
		// The first lines of all are kept at once: a file that is rotated away is found again by nothing else.
		this.#keptAt = isOurs ? this.#parts.now() : -Infinity;
		this.#log = { epoch: log.epoch, seq: log.seq ?? (isOurs ? record.seq : 0) };
	}

	/** A log that was put back to before lacks what it was handed since: everything is handed over again. */
	async #askLog(): Promise<void> {
		const log = await this.#parts.sink.log();
		this.#isLogInDoubt = false;
		if (log.epoch !== this.#log?.epoch || (log.seq ?? Infinity) < this.#log.seq) this.#log = null;
	}

	async #take(events: readonly SourceEvent[], rejected: readonly RejectedRecord[]): Promise<void> {
		const { sink, recordFile } = this.#parts;
		const first = await sink.take(events, rejected);
		if (this.#log === null) return;
		if (first !== null && first <= this.#log.seq) {
			this.#log = null;
			removeFollowRecord(recordFile);
			throw new Error('the log was put back to before: the file is read from its beginning');
		}
		const { epoch, seq } = await sink.log();
		if (epoch === this.#log.epoch) this.#log = { epoch, seq: Math.max(this.#log.seq, seq ?? 0) };
	}

	async #readBatch(): Promise<Batch> {
		const reading = await this.#tail.read(linesTogether);
		if (reading.isAnew) {
			this.#lineNo = 0;
			if (this.#beginsBefore(reading.lines)) {
				const { connector, source } = this.#parts;
				this.#translator = connector.open({ source });
			}
		}
		if (reading.isNewFile) this.#lineNo = 0;
		const events: SourceEvent[] = [];
		const rejected: RejectedRecord[] = [];
		for (const [index, line] of reading.lines.entries()) {
			if (index > 0 && index % linesInTurn === 0) await this.#parts.pause();
			const no = ++this.#lineNo;
			if (line.isCut) rejected.push(tooLong(line, no));
			else {
				const translation = this.#translator.translate(line.text, no);
				events.push(...translation.events);
				rejected.push(...translation.rejected);
			}
		}
		return { events, rejected, reading };
	}

	/** Whether a file that does not hold the place tells of what was before it: it has been read already, from its beginning. */
	#beginsBefore(lines: readonly FollowedLine[]): boolean {
		const { connector, source } = this.#parts;
		const last = this.#lastEventAt;
		if (last === null) return true;
		const trial = connector.open({ source });
		for (const [index, { text, isCut }] of lines.entries()) {
			const [event] = isCut ? [] : trial.translate(text, index + 1).events;
			if (event !== undefined) return event.time < last;
		}
		return false;
	}

	async #handOver({ events, rejected, reading }: Batch): Promise<void> {
		const { now } = this.#parts;
		if (events.length > 0 || rejected.length > 0) await this.#take(events, rejected);
		this.#batch = null;
		this.#lines += reading.lines.length;
		this.#rejected += rejected.length;
		this.#sinceKept += reading.lines.length;
		this.#place = reading.place;
		const last = events.at(-1);
		if (last !== undefined) {
			this.#lastEventAt = last.time;
			this.#lagMs = Math.max(0, now() - last.time);
		}
		const isDue = now() - this.#keptAt >= keepEveryMs || this.#sinceKept >= keepEveryLines || reading.isNewFile;
		if (isDue && this.#sinceKept > 0) this.#keep();
	}

	#keep(): void {
		const { file, connector, source, recordFile, now } = this.#parts;
		if (this.#place === null || this.#log === null) return;
		const record: FollowRecord = {
			...{ file, format: connector.name, version: connector.version, source },
			...this.#log,
			...{ place: this.#place, lastEventAt: this.#lastEventAt, memory: this.#translator.memory() }
		};
		writeFollowRecord(recordFile, record);
		this.#keptAt = now();
		this.#sinceKept = 0;
	}

	/** Says that the file is there and was read to where it is; not that whoever writes it has anything to say. */
	async #proveLife(): Promise<void> {
		const { source, now } = this.#parts;
		const time = now();
		// A clock that was set back is no reason to be silent.
		if (time >= this.#aliveAt && time - this.#aliveAt < aliveEveryMs) return;
		await this.#take([{ source, id: `alive-${time.toString(36)}`, type: 'source.alive', time, data: {} }], []);
		this.#aliveAt = time;
	}

	#fail(error: unknown): void {
		const text = error instanceof Error ? error.message : String(error);
		const kind = problemKindOf(error);
		this.#problem = { text, kind, since: this.#problem?.since ?? this.#parts.now() };
		// The log may be another one when it is back.
		if (!(error instanceof FileProblem)) this.#isLogInDoubt = this.#log !== null;
	}
}

function problemKindOf(error: unknown): FollowProblemKind {
	if (error instanceof FileProblem) return error.kind;
	if (!isNotTakenIn(error)) return 'other';
	return error.isDiskFull ? 'disk-full' : 'log-away';
}

function tooLong({ text }: FollowedLine, line: number): RejectedRecord {
	return { line, field: null, reason: `longer than ${longestLineBytes} bytes`, raw: text.slice(0, rawLimit) };
}
