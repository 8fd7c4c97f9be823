import type Database from 'better-sqlite3';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type {
	ContactChange,
	CorrectionRow,
	HistoryHead,
	HistoryStore,
	StoredContact
} from '../../history/history-store.ts';
import { contactHash } from './contact-hash.ts';
import { ContactWriter } from './contact-writer.ts';
import { historyTables, prepareHistoryWrites, type HistoryWrites } from './history-statements.ts';
import { NameNumbers } from './name-numbers.ts';
import { rollupTables } from './rollup-statements.ts';
import { SqliteIntervalTotals } from './sqlite-interval-totals.ts';
import { SqliteRollups } from './sqlite-rollups.ts';

/** The contact history in the views file. Synchronous, so that a transaction never spans a turn of the event loop. */
export class SqliteHistoryStore implements HistoryStore {
	readonly #client: Database.Database;
	readonly #statements: HistoryWrites;
	readonly #names: NameNumbers;
	readonly #contacts: ContactWriter;
	readonly #rollups: SqliteRollups;
	readonly #intervals: SqliteIntervalTotals;

	constructor(client: Database.Database) {
		this.#client = client;
		this.#statements = prepareHistoryWrites(client);
		this.#rollups = new SqliteRollups(client);
		this.#names = new NameNumbers(this.#statements);
		this.#contacts = new ContactWriter(client, this.#statements, this.#rollups, this.#names);
		this.#intervals = new SqliteIntervalTotals(client);
	}

	useSettings(settings: SiteSettings): void {
		try {
			this.#transaction(() => this.#rollups.useSettings(settings));
		} catch (error) {
			this.#rollups.forgetSettings();
			throw error;
		}
	}

	recount(): boolean {
		if (this.#rollups.isWhole) return false;
		this.#transaction(() => this.#rollups.recountDay());
		return true;
	}

	get isCounted(): boolean {
		return this.#rollups.isWhole;
	}

	readHead(): HistoryHead | null {
		const row = this.#statements.head.get();
		if (row === undefined) return null;
		const [epoch, seq, receivedAt, version, settingsHash] = row;
		return { epoch, seq, receivedAt, version, settingsHash };
	}

	restart(head: HistoryHead): void {
		this.#transaction(() => {
			for (const table of [...historyTables, ...rollupTables, 'interval_totals'])
				this.#client.prepare(`delete from ${table}`).run();
			this.#writeHead(head);
		});
		this.#names.forget();
	}

	lastContactNo(): number {
		return this.#statements.lastNo.get()?.[0] ?? 0;
	}

	findContacts(contacts: readonly string[]): ReadonlyMap<string, StoredContact> {
		const found = new Map<string, StoredContact>();
		if (contacts.length === 0) return found;
		const asked = new Set(contacts);
		for (const [contact, no, story, tangled] of this.#statements.contactsOf.all(
			JSON.stringify(contacts.map(contactHash))
		))
			// Others may have the same number.
			if (asked.has(contact)) found.set(contact, { no, story: story.split(',').map(Number), tangled: tangled === 1 });
		return found;
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
		this.#transaction(() => {
			this.#statements.addUndone.run(batch);
			this.#intervals.drop(batch);
		});
	}

	beginRenaming(): void {
		this.#client
			.prepare("update history_head set epoch = 'renaming ' || epoch where epoch not like 'renaming %'")
			.run();
	}

	finishRenaming(names: ReadonlyMap<string, string>): void {
		const { renameContact } = this.#statements;
		this.#transaction(() => {
			for (const [before, after] of names) renameContact.run(after, contactHash(after), contactHash(before), before);
			this.#client.prepare("update history_head set epoch = substr(epoch, 10) where epoch like 'renaming %'").run();
		});
	}

	lastNotice(): number {
		return this.#client.prepare<[], number>('select no from applied_notices').pluck().get() ?? 0;
	}

	applyNotice(no: number, names: ReadonlyMap<string, string> | null): void {
		const { renameContact } = this.#statements;
		const applied =
			'insert into applied_notices (one, no) values (1, ?) on conflict (one) do update set no = excluded.no';
		this.#transaction(() => {
			if (names === null) this.beginRenaming();
			for (const [before, after] of names ?? [])
				renameContact.run(after, contactHash(after), contactHash(before), before);
			this.#client.prepare<[number]>(applied).run(no);
		});
	}

	write(
		contacts: readonly ContactChange[],
		corrections: readonly CorrectionRow[],
		head: HistoryHead,
		intervals: readonly LogEvent[] = []
	): void {
		this.#transaction(() => {
			for (const { source, target, seq } of corrections) this.#statements.addCorrection.run(source, target, seq);
			this.#contacts.write(contacts);
			this.#intervals.apply(intervals, (kind, name) => this.#names.of(kind, name));
			this.#writeHead(head);
		});
	}

	#writeHead({ epoch, seq, receivedAt, version, settingsHash }: HistoryHead): void {
		this.#statements.moveHead.run(epoch, seq, receivedAt, version, settingsHash);
	}

	#transaction(work: () => void): void {
		const { begin, commit, rollback } = this.#statements;
		begin.run();
		try {
			work();
			commit.run();
		} catch (error) {
			this.#names.forget();
			this.#contacts.forget();
			// SQLite has rolled back by itself after some errors, a full disk among them.
			if (this.#client.inTransaction) rollback.run();
			throw error;
		}
	}
}
