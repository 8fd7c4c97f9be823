import type { InternalEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '../clock.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import type { BegunErasure, BegunErasures } from './begun-erasures.ts';
import type { Tables } from '../database/tables/tables.ts';
import { leaveNoTrace, type TraceParts } from './leave-no-trace.ts';
import { CannotErase } from './person-subject.ts';
import { findSubjectRecords, type RecordMarks, type SubjectRecord } from './rejected-of-subject.ts';
import { spellingsOf } from './spellings.ts';

/** What the end of an erasure rests on. */
export type FinishParts = TraceParts &
	Readonly<{
		database: Tables;
		log: Pick<EventLog, 'append' | 'find'>;
		pseudonyms: Pseudonyms;
		rejected: Pick<RejectedRecords, 'flush' | 'erase'>;
		clock: Pick<Clock, 'now'>;
	}>;

/** What was done after the first change. */
type Finished = Readonly<{ rejected: number; filesLeft: readonly string[] }>;

/** How often it is looked again for what came in during the look before: whoever goes on sending does so afterwards, too. */
const mostLooks = 20;

/** The refused records that are about a subject, with those that wait to be written. */
export async function recordsOf(
	{ database, rejected, pseudonyms }: Pick<FinishParts, 'database' | 'rejected' | 'pseudonyms'>,
	marks: RecordMarks
): Promise<readonly SubjectRecord[]> {
	await rejected.flush();
	return findSubjectRecords(database, marks, pseudonyms);
}

/** Brings erasures to their end. */
export class FinishErasure {
	readonly #parts: FinishParts;
	readonly #begun: BegunErasures;

	constructor(parts: FinishParts, begun: BegunErasures) {
		this.#parts = parts;
		this.#begun = begun;
	}

	/**
	 * Does what comes after the first change, or as much of it as was not done when it broke off: all of it can be done twice.
	 * Records that are refused meanwhile are looked for again, until there is no new one.
	 */
	async run(begun: BegunErasure): Promise<Finished> {
		const { texts, names, noTrace } = begun.remains ?? { texts: [], names: [], noTrace: [] };
		const marks = { texts, names: new Set(names) };
		const traces = [...texts.flatMap(spellingsOf), ...names, ...noTrace];
		const seen = new Set<number>();
		await this.#eraseRecords(marks, seen);
		if (begun.erasedName !== null) await this.#leaveTombstone(begun.erasedName);
		await this.#begun.tell(begun, { rejected: seen.size });
		let filesLeft = await leaveNoTrace(this.#parts, traces);
		for (let look = 1; look < mostLooks && (await this.#eraseRecords(marks, seen)); look++)
			filesLeft = await leaveNoTrace(this.#parts, traces);
		await this.#begun.end(begun);
		return { rejected: seen.size, filesLeft };
	}

	/** Under the new name: it says that somebody was erased, and nobody can tell who. Told again, it is there once. */
	async #leaveTombstone(name: string): Promise<void> {
		const { log, clock } = this.#parts;
		const id = `subject-erased-${name}`;
		if ((await log.find('bereik', id)) !== null) return;
		const event: InternalEvent = {
			type: 'bereik.subject.erased',
			source: 'bereik',
			id,
			time: clock.now(),
			data: { subject: name }
		};
		const result = await log.append([event]);
		if (!result.committed)
			throw new CannotErase(`erased, but the log could not note it (${result.refusal}): it does at the next start`);
	}

	/**
	 * Until nothing new is found: what came in during the look may lie behind it.
	 * @param seen numbers of those that were found before; those found now are added
	 * @returns whether there was any
	 */
	async #eraseRecords(marks: RecordMarks, seen: Set<number>): Promise<boolean> {
		const before = seen.size;
		for (let look = 0, known = -1; look < mostLooks && known < seen.size; look++) {
			known = seen.size;
			for (const { no } of await recordsOf(this.#parts, marks)) {
				seen.add(no);
				await this.#parts.rejected.erase(no);
			}
		}
		return seen.size > before;
	}
}
