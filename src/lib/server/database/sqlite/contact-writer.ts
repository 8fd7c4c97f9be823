import type Database from 'better-sqlite3';
import type { CountedWait } from '#lib/domain/reports/rollup-cell.ts';
import type { CountedRows } from '#lib/domain/reports/rollup-deltas.ts';
import type { CountedSurvey } from '#lib/domain/reports/rollup-surveys.ts';
import type { ContactChange, ContactRows } from '../../history/history-store.ts';
import { contactHash } from './contact-hash.ts';
import { countedRows } from './counted-rows.ts';
import { type HistoryWrites, rowsOfContact } from './history-statements.ts';
import type { NameNumbers } from './name-numbers.ts';
import { outcomes } from './outcomes.ts';
import { RowBatch } from './row-batch.ts';
import type { SqliteRollups } from './sqlite-rollups.ts';
import { surveys, waits } from './views-schema.ts';

type Value = string | number | null;

/** Writes contacts with their waits and surveys, and what that changes of the sums, in a transaction of the caller. */
export class ContactWriter {
	readonly #statements: HistoryWrites;
	readonly #rollups: SqliteRollups;
	readonly #names: NameNumbers;
	/** Rows of contacts that had none. */
	readonly #newWaits: RowBatch;
	readonly #newSurveys: RowBatch;

	constructor(client: Database.Database, statements: HistoryWrites, rollups: SqliteRollups, names: NameNumbers) {
		this.#statements = statements;
		this.#rollups = rollups;
		this.#names = names;
		this.#newWaits = new RowBatch(client, waits);
		this.#newSurveys = new RowBatch(client, surveys);
	}

	/** Each contact at most once. */
	write(changes: readonly ContactChange[]): void {
		this.#rollups.begin();
		for (const change of changes)
			if (change.isNew) this.#add(change);
			else this.#change(change);
		this.#newWaits.flush();
		this.#newSurveys.flush();
		this.#rollups.flush();
	}

	/** The transaction was rolled back. */
	forget(): void {
		this.#newWaits.forget();
		this.#newSurveys.forget();
	}

	#add({ no, contact, story, tangled, rows }: ContactChange): void {
		const { excluded, first } = rows;
		this.#statements.addContact.run([
			no,
			contact,
			contactHash(contact),
			story.join(','),
			tangled ? 1 : 0,
			excluded ? 1 : 0,
			first?.entry ?? null,
			first?.channel ?? null,
			first === null ? null : this.#names.of('queue', first.queue),
			rows.topic === null ? null : this.#names.of('topic', rows.topic)
		]);
		const counted = countedRows(rows, this.#names);
		const from = no * rowsOfContact;
		for (let at = 0; at < counted.waits.length; at++) {
			const wait = counted.waits[at];
			if (wait !== undefined) this.#newWaits.add(waitValues(from + at, wait, rows.waits[at]?.backfill === true));
		}
		for (let at = 0; at < counted.surveys.length; at++) {
			const survey = counted.surveys[at];
			if (survey !== undefined) this.#newSurveys.add(surveyValues(from + at, survey));
		}
		this.#rollups.putIn(counted);
	}

	#change({ no, story, tangled, rows, written }: ContactChange): void {
		const statements = this.#statements;
		if (written !== null && isSameSubject(written, rows))
			statements.changeStory.run(story.join(','), tangled ? 1 : 0, no);
		else {
			const { excluded, first, topic } = rows;
			statements.changeContact.run([
				story.join(','),
				tangled ? 1 : 0,
				excluded ? 1 : 0,
				first?.entry ?? null,
				first?.channel ?? null,
				first === null ? null : this.#names.of('queue', first.queue),
				topic === null ? null : this.#names.of('topic', topic),
				no
			]);
		}
		const before = written === null ? null : countedRows(written, this.#names);
		const after = countedRows(rows, this.#names);
		if (before === null) this.#rollups.takeOut(no);
		this.#changeRows(no * rowsOfContact, before, after, written, rows);
		if (before === null) this.#rollups.putIn(after);
		else this.#rollups.change(before, after);
	}

	#changeRows(
		from: number,
		before: CountedRows | null,
		after: CountedRows,
		written: ContactRows | null,
		rows: ContactRows
	): void {
		const statements = this.#statements;
		const end = from + rowsOfContact;
		if (before === null || before.waits.length > after.waits.length)
			statements.dropWaits.run(from + after.waits.length, end);
		if (before === null || before.surveys.length > after.surveys.length)
			statements.dropSurveys.run(from + after.surveys.length, end);
		for (const [index, wait] of after.waits.entries()) {
			const backfill = rows.waits[index]?.backfill === true;
			if (!isSame(before?.waits[index], wait) || written?.waits[index]?.backfill !== backfill)
				statements.putWait.run(waitValues(from + index, wait, backfill));
		}
		for (const [index, survey] of after.surveys.entries())
			if (!isSame(before?.surveys[index], survey)) statements.putSurvey.run(surveyValues(from + index, survey));
	}
}

function waitValues(no: number, wait: CountedWait, backfill: boolean): Value[] {
	return [
		no,
		wait.scope,
		wait.isFirst,
		wait.queueNo,
		wait.channel,
		known(wait.topicNo),
		wait.entry,
		wait.exit,
		wait.outcome === null ? null : outcomes.indexOf(wait.outcome),
		wait.waitUnknown ? 1 : 0,
		backfill ? 1 : 0,
		wait.firstReplyMs,
		wait.handled,
		wait.handledMs,
		wait.talksEnded,
		wait.transferred
	];
}

function surveyValues(no: number, survey: CountedSurvey): Value[] {
	return [
		no,
		survey.kind,
		survey.channel,
		known(survey.queueNo),
		known(survey.topicNo),
		survey.firstEntry,
		survey.invitedAt,
		survey.answeredAt,
		survey.score,
		survey.scaleMin,
		survey.scaleMax
	];
}

/** In the rows what is not known is null; in sums it has the number 0. */
function known(no: number): number | null {
	return no === 0 ? null : no;
}

/** Whether what stands in the contact's own row besides its story is the same. */
function isSameSubject(before: ContactRows, after: ContactRows): boolean {
	const [a, b] = [before.first, after.first];
	const isSameFirst = a === null || b === null ? a === b : isSame(a, b);
	return isSameFirst && before.topic === after.topic && before.excluded === after.excluded;
}

/** Whether two rows say the same; their values are plain. */
function isSame<Row extends object>(before: Row | undefined, after: Row): boolean {
	if (before === undefined) return false;
	for (const key in after) if (before[key] !== after[key]) return false;
	return true;
}
