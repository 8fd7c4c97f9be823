import { nothingTranslated, rawLimit } from '../connector.ts';
import type {
	LineConnector,
	LineTranslator,
	Translation,
	TranslationCounts,
	TranslatorMemory,
	TranslatorOptions
} from '../connector.ts';
import { eventId } from '../event-id.ts';
import { RecentMemory } from '../recent-memory.ts';
import { SkippedRecordCounter } from '../skipped-records.ts';
import { QueueLogEvents, type QueueLogMemory } from './queue-log-events.ts';
import { cleanLine, parseQueueLogLine } from './queue-log-line.ts';
import type { LineFault } from './queue-log-line.ts';
import { readParameters, verbNamed } from './queue-log-verbs.ts';

/** What the reader of a queue_log needs to know. */
export type QueueLogOptions = TranslatorOptions &
	Readonly<{
		/** Agent's name by spelling as logged, for sites where the rule of `agentName` does not do. */
		agentSpellings?: ReadonlyMap<string, string>;
	}>;

/** The queue_log file of Asterisk and of the systems built on it. */
export const asteriskQueueLog: LineConnector<QueueLogOptions> = {
	name: 'asterisk-queue-log',
	version: 1,
	open: (options) => new QueueLogTranslator(options)
};

type Memory = QueueLogMemory & Readonly<{ recent: readonly [old: readonly string[], young: readonly string[]] }>;

/** Lines whose repetition is recognised. Repeats come from files read twice or written twice, so they follow closely. */
const repeatsRemembered = 10_000;

/**
 * Reads a queue_log. Times are taken as written and the order of lines is kept: putting things right is for whoever folds
 * the events. A line seen before gives the same events again and acts on nothing.
 */
class QueueLogTranslator implements LineTranslator {
	readonly #source: string;
	readonly #log: QueueLogEvents;
	readonly #recent = new RecentMemory<Translation>(repeatsRemembered);
	readonly #skipped = new SkippedRecordCounter();
	readonly #counts = { lines: 0, blank: 0, repeated: 0, events: 0, rejected: 0 };

	constructor({ source, agentSpellings, memory }: QueueLogOptions) {
		this.#source = source;
		this.#log = new QueueLogEvents(source, agentSpellings);
		if (memory === undefined) return;
		const { recent, ...log } = memory as Memory; // written by `memory` of the same version
		this.#recent.takeOver(recent, nothingTranslated);
		this.#log.takeOver(log);
	}

	memory(): TranslatorMemory {
		const memory: Memory = { ...this.#log.memory(), recent: this.#recent.keys() };
		return memory;
	}

	get counts(): TranslationCounts {
		return { ...this.#counts, skipped: this.#skipped.list() };
	}

	translate(rawLine: string, lineNumber: number): Translation {
		this.#counts.lines++;
		const text = cleanLine(rawLine);
		if (text.trim() === '') {
			this.#counts.blank++;
			return nothingTranslated;
		}
		const reading = parseQueueLogLine(text);
		if ('fault' in reading) return this.#reject(reading.fault, lineNumber, text);
		const { line } = reading;
		const verb = verbNamed(line.verb);
		if (verb.meaning.effect === 'skipped') return this.#skip(line.verb, verb.meaning.why);
		const read = readParameters(verb, line.parameters);
		if ('fault' in read) return this.#reject(read.fault, lineNumber, text);

		const id = eventId({ source: this.#source, at: line.at, record: text });
		const before = this.#recent.get(id);
		if (before !== undefined) {
			this.#counts.repeated++;
			this.#counts.events += before.events.length;
			return before;
		}
		const outcome = this.#log.take(verb.meaning, { line, text, id, parameters: read.parameters });
		if ('fault' in outcome) return this.#reject(outcome.fault, lineNumber, text);
		const translation = 'events' in outcome ? { events: outcome.events, rejected: [] } : nothingTranslated;
		this.#recent.set(id, translation);
		if ('unchanged' in outcome) return this.#skip(line.verb, outcome.unchanged);
		this.#counts.events += translation.events.length;
		return translation;
	}

	/** A queue_log holds nothing back: what is open at its end may go on in the next file. */
	finish(): Translation {
		return nothingTranslated;
	}

	#reject(fault: LineFault, lineNumber: number, text: string): Translation {
		this.#counts.rejected++;
		return { events: [], rejected: [{ line: lineNumber, ...fault, raw: text.slice(0, rawLimit) }] };
	}

	#skip(kind: string, reason: string): Translation {
		this.#skipped.add(kind, reason);
		return nothingTranslated;
	}
}
