import type Database from 'better-sqlite3';
import type { WaitOutcome } from '#lib/domain/contact/wait.ts';
import type {
	ContactChange,
	CorrectionRow,
	HistoryHead,
	HistoryStore,
	StoredContact,
	SurveyRow,
	WaitRow
} from '../../history/history-store.ts';
import { historyTables, prepareHistoryWrites, type HistoryWrites, rowsOfContact } from './history-statements.ts';

/** Numbers of outcomes in `waits.outcome`; never to be given to another. */
export const outcomes = ['answered', 'abandoned', 'flow'] as const satisfies readonly WaitOutcome[];

/** The contact history in the views file. Synchronous, so that a transaction never spans a turn of the event loop. */
export class SqliteHistoryStore implements HistoryStore {
	readonly #client: Database.Database;
	readonly #statements: HistoryWrites;
	/** By name; forgotten when a transaction is rolled back, which may have taken a name's number with it. */
	readonly #nameNos = new Map<string, number>();

	constructor(client: Database.Database) {
		this.#client = client;
		this.#statements = prepareHistoryWrites(client);
	}

	readHead(): HistoryHead | null {
		const row = this.#statements.head.get();
		if (row === undefined) return null;
		const [epoch, seq, receivedAt, version, settingsHash] = row;
		return { epoch, seq, receivedAt, version, settingsHash };
	}

	restart(head: HistoryHead): void {
		this.#transaction(() => {
			for (const table of historyTables) this.#client.prepare(`delete from ${table}`).run();
			this.#writeHead(head);
		});
		this.#nameNos.clear();
	}

	lastContactNo(): number {
		return this.#statements.lastNo.get()?.[0] ?? 0;
	}

	findContact(contact: string): StoredContact | null {
		const row = this.#statements.contact.get(contact);
		if (row === undefined) return null;
		return { no: row[0], story: row[1].split(',').map(Number), tangled: row[2] === 1 };
	}

	hasCorrections(): boolean {
		return this.#statements.anyCorrection.get() !== undefined;
	}

	correctionsOf(source: string, target: string): readonly number[] {
		return this.#statements.correctionsOf.all(source, target).map(([seq]) => seq);
	}

	undoneBatches(): readonly string[] {
		return this.#statements.undone.all().map(([batch]) => batch);
	}

	addUndoneBatch(batch: string): void {
		this.#statements.addUndone.run(batch);
	}

	beginRenaming(): void {
		this.#client
			.prepare("update history_head set epoch = 'renaming ' || epoch where epoch not like 'renaming %'")
			.run();
	}

	finishRenaming(names: ReadonlyMap<string, string>): void {
		const rename = this.#client.prepare<[string, string]>('update contacts set contact = ? where contact = ?');
		this.#transaction(() => {
			for (const [before, after] of names) rename.run(after, before);
			this.#client.prepare("update history_head set epoch = substr(epoch, 10) where epoch like 'renaming %'").run();
		});
	}

	write(contacts: readonly ContactChange[], corrections: readonly CorrectionRow[], head: HistoryHead): void {
		this.#transaction(() => {
			for (const { source, target, seq } of corrections) this.#statements.addCorrection.run(source, target, seq);
			for (const change of contacts) this.#writeContact(change);
			this.#writeHead(head);
		});
	}

	#writeContact({ no, isNew, contact, story, tangled, rows }: ContactChange): void {
		const statements = this.#statements;
		const { first, excluded } = rows;
		const topicNo = rows.topic === null ? null : this.#nameNo('topic', rows.topic);
		const own = [
			story.join(','),
			tangled ? 1 : 0,
			excluded ? 1 : 0,
			first?.entry ?? null,
			first?.channel ?? null,
			first === null ? null : this.#nameNo('queue', first.queue),
			topicNo
		] as const;
		const from = no * rowsOfContact;
		if (isNew) statements.addContact.run(no, contact, ...own);
		else {
			statements.changeContact.run(...own, no);
			statements.dropWaits.run(from + rows.waits.length, from + rowsOfContact);
			statements.dropSurveys.run(from + rows.surveys.length, from + rowsOfContact);
		}
		for (const [index, wait] of rows.waits.entries()) this.#writeWait(from + index, wait, topicNo);
		for (const [index, survey] of rows.surveys.entries())
			this.#writeSurvey(from + index, survey, topicNo, first?.entry ?? null);
	}

	#writeWait(no: number, wait: WaitRow, topicNo: number | null): void {
		this.#statements.putWait.run(
			no,
			(wait.isLeg ? 1 : 0) + (wait.isEpisode ? 2 : 0),
			(wait.isFirstInQueue ? 1 : 0) + (wait.isFirstEpisode ? 2 : 0),
			this.#nameNo('queue', wait.queue),
			wait.channel,
			topicNo,
			wait.entry,
			wait.exit,
			wait.outcome === null ? null : outcomes.indexOf(wait.outcome),
			wait.waitUnknown ? 1 : 0,
			wait.backfill ? 1 : 0,
			wait.firstReplyMs,
			wait.handled,
			wait.handledMs,
			wait.talksEnded,
			wait.transferred
		);
	}

	#writeSurvey(no: number, survey: SurveyRow, topicNo: number | null, firstEntry: number | null): void {
		this.#statements.putSurvey.run(
			no,
			survey.kind,
			survey.channel,
			survey.queue === null ? null : this.#nameNo('queue', survey.queue),
			topicNo,
			firstEntry,
			survey.invitedAt,
			survey.answeredAt,
			survey.score,
			survey.scaleMin,
			survey.scaleMax
		);
	}

	#writeHead({ epoch, seq, receivedAt, version, settingsHash }: HistoryHead): void {
		this.#statements.moveHead.run(epoch, seq, receivedAt, version, settingsHash);
	}

	#nameNo(kind: 'queue' | 'topic', name: string): number {
		const key = `${kind} ${name}`;
		const known = this.#nameNos.get(key);
		if (known !== undefined) return known;
		const row = this.#statements.nameNo.get(kind, name) ?? this.#statements.addName.get(kind, name);
		if (row === undefined) throw new Error(`${key} was given no number`);
		this.#nameNos.set(key, row[0]);
		return row[0];
	}

	#transaction(work: () => void): void {
		const { begin, commit, rollback } = this.#statements;
		begin.run();
		try {
			work();
			commit.run();
		} catch (error) {
			this.#nameNos.clear();
			// SQLite has rolled back by itself after some errors, a full disk among them.
			if (this.#client.inTransaction) rollback.run();
			throw error;
		}
	}
}
