import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { intervalEventType } from '#lib/domain/contact/interval-event.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { type PlacedEvent, rowsOf } from './contact-rows.ts';
import { CorrectionGroups, targetOf } from './correction-groups.ts';
import type { ContactChange, CorrectionRow, HistoryHead, HistoryStore } from './history-store.ts';
import { type KnownContact, KnownContacts } from './known-contacts.ts';
import { NamesChanged, type NamesGuard } from './names-changed.ts';
import { contactOf, contactsOf, correctionsAmong, hashOf, touch } from './slice-contents.ts';

/** Raised whenever the same events would give other rows; the rows are then made again. */
export const HISTORY_VERSION = 2;

/** What the history needs of the log. */
export type HistoryLog = Readonly<{
	epoch: string;
	head(): Promise<Readonly<{ seq: number }>>;
	read(afterSeq: number, limit: number): Promise<readonly LogEvent[]>;
	readMany(seqs: readonly number[]): Promise<readonly LogEvent[]>;
	find(source: string, id: string): Promise<LogEvent | null>;
	eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]>;
}>;

/** Events of contacts that are kept at hand; about 20 MB. */
const maxEventsAtHand = 20_000;
const noContacts: ReadonlySet<string> = new Set();

/**
 * What became of every contact, as rows, for as far back as the log goes. The log is read in order; the rows of each contact
 * that its events touch are derived anew from all of its events and written together with how far the log was read. So the rows
 * depend on which events are in the log and never on the order in which they came, and a kill leaves what the last slice wrote.
 * @see docs/decisions/0012-figures-per-contact.md
 */
export class ContactHistory {
	readonly #log: HistoryLog;
	readonly #store: HistoryStore;
	readonly #settings: () => SiteSettings;
	readonly #known = new KnownContacts(maxEventsAtHand);
	#head: HistoryHead | null = null;
	/** Where it was when that was last known. */
	#lastSeq = 0;
	#nextNo = 1;
	#hasCorrections = false;
	#isRecounting = false;
	#undone = new Set<string>();
	/** Under which the slice at work is derived. */
	#used: SiteSettings;
	readonly #areNamesCurrent: NamesGuard;

	constructor(log: HistoryLog, store: HistoryStore, settings: () => SiteSettings, areNamesCurrent: NamesGuard = null) {
		this.#areNamesCurrent = areNamesCurrent;
		this.#log = log;
		this.#store = store;
		this.#settings = settings;
		this.#used = settings();
	}

	/** Position of the last event in the rows; 0 before the first look. */
	get seq(): number {
		return this.#head?.seq ?? this.#lastSeq;
	}

	/** Whether the rows are all there, and the last slice counted some of them again. */
	get isRecounting(): boolean {
		return this.#isRecounting;
	}

	/** Takes nothing for known, as after a failure of the store: the next slice looks there again. */
	reset(): void {
		this.#lastSeq = this.seq;
		this.#head = null;
	}

	/**
	 * Brings the next events of the log into the rows.
	 * @returns how many events there were; fewer than `limit` = that was all
	 * @throws NamesChanged where names have changed in the log of which the rows have to be told first
	 */
	async takeSlice(limit: number): Promise<number> {
		this.#isRecounting = false;
		const head = this.#openHead();
		const events = await this.#log.read(head.seq, limit);
		const last = events.at(-1);
		if (last === undefined) {
			// The log came back from a backup: what it lost is in the rows.
			if ((await this.#log.head()).seq >= head.seq) {
				this.#isRecounting = this.#store.recount();
				return this.#isRecounting ? limit : 0;
			}
			this.#begin();
			return limit;
		}
		if (events[0]?.seq !== head.seq + 1) throw new Error(`the log has a hole after event ${head.seq}`);
		const undone = events.findIndex((event) => event.type === 'bereik.import.undone');
		if (undone < 0) await this.#takeIn(head, events, last);
		else {
			const event = events[undone];
			const before = events[undone - 1];
			if (before !== undefined) await this.#takeIn(head, events.slice(0, undone), before);
			if (event !== undefined) await this.#undo(this.#head ?? head, event, limit);
			// There may be more, though it was less than asked for.
			return limit;
		}
		// What is to be counted again is so when nothing new has come.
		return this.#store.isCounted ? events.length : limit;
	}

	/** Where the rows are, under the settings of this moment: they hold until the slice is written. */
	#openHead(): HistoryHead {
		const settings = this.#settings();
		if (this.#head !== null && this.#used === settings) return this.#head;
		this.#used = settings;
		const settingsHash = hashOf(settings);
		if (this.#head?.settingsHash === settingsHash) {
			this.#store.useSettings(settings);
			return this.#head;
		}
		const stored = this.#store.readHead();
		const fits =
			stored?.epoch === this.#log.epoch && stored.version === HISTORY_VERSION && stored.settingsHash === settingsHash;
		return this.#takeUp(fits ? stored : this.#restart(settingsHash));
	}

	#begin(): void {
		this.#takeUp(this.#restart(hashOf(this.#used)));
	}

	#restart(settingsHash: string): HistoryHead {
		const first = { epoch: this.#log.epoch, seq: 0, receivedAt: 0, version: HISTORY_VERSION, settingsHash };
		this.#store.restart(first);
		return first;
	}

	#takeUp(head: HistoryHead): HistoryHead {
		this.#store.useSettings(this.#used);
		this.#known.clear();
		this.#nextNo = this.#store.lastContactNo() + 1;
		this.#hasCorrections = this.#store.hasCorrections();
		this.#undone = new Set(this.#store.undoneBatches());
		this.#head = head;
		return head;
	}

	async #takeIn(head: HistoryHead, events: readonly LogEvent[], last: LogEvent): Promise<void> {
		const corrections = correctionsAmong(events);
		const touched = new Map<string, LogEvent[]>();
		for (const event of events) {
			const contact = contactOf(event);
			if (contact !== null) touch(touched, contact).push(event);
		}
		let tangled: ReadonlySet<string> = noContacts;
		let groups: CorrectionGroups | null = null;
		if (this.#hasCorrections || corrections.length > 0) {
			groups = new CorrectionGroups(this.#log, this.#store, this.#undone, last.seq, corrections);
			const corrected = groups;
			tangled = await contactsOf(
				groups,
				events.filter((event) => targetOf(event) !== null || corrected.isCorrected(event))
			);
		}
		for (const contact of tangled) touch(touched, contact);
		const intervals = events.filter((event) => event.type === intervalEventType && this.#counts(event));
		const reached = { ...head, seq: last.seq, receivedAt: last.receivedAt };
		await this.#write(touched, tangled, groups, corrections, reached, intervals);
	}

	/** An import counts as if it had never been taken in: the contacts of its events are derived without them. */
	async #undo(head: HistoryHead, event: LogEvent, limit: number): Promise<void> {
		const data: Readonly<Record<string, unknown>> = event.data;
		const batch = String(data['batch']);
		// Written before the contacts are: a kill in between finds the event again and does the rest.
		this.#store.addUndoneBatch(batch);
		this.#undone.add(batch);
		for (let after = 0; ;) {
			const page = await this.#log.eventsOfBatch(batch, after, limit);
			const known = page.filter(({ seq }) => seq < event.seq);
			const touched = new Map<string, LogEvent[]>();
			for (const one of known) {
				const contact = contactOf(one);
				if (contact !== null) touch(touched, contact);
			}
			const groups = new CorrectionGroups(this.#log, this.#store, this.#undone, head.seq, []);
			const tangled = this.#hasCorrections ? await this.#contactsAround(groups, known) : noContacts;
			for (const contact of tangled) touch(touched, contact);
			await this.#write(touched, tangled, groups, [], head);
			after = page.at(-1)?.seq ?? after;
			if (page.length < limit || known.length < page.length) break;
			await new Promise((resolve) => setImmediate(resolve));
		}
		await this.#write(new Map(), noContacts, null, [], { ...head, seq: event.seq, receivedAt: event.receivedAt });
	}

	/** {@link contactsOf} for events that no longer count: what they corrected, and what corrected them. */
	async #contactsAround(groups: CorrectionGroups, events: readonly LogEvent[]): Promise<ReadonlySet<string>> {
		const around: LogEvent[] = [];
		for (const event of events) {
			const target = targetOf(event);
			const isCorrected = groups.isCorrected(event);
			if (target === null && !isCorrected) continue;
			around.push(event);
			const corrected = target === null ? null : await this.#log.find(event.source, target);
			if (corrected !== null) around.push(corrected);
			if (!isCorrected) continue;
			around.push(...(await this.#log.readMany(this.#store.correctionsOf(event.source, event.id))));
		}
		return contactsOf(groups, around);
	}

	async #write(
		touched: ReadonlyMap<string, readonly LogEvent[]>,
		tangled: ReadonlySet<string>,
		groups: CorrectionGroups | null,
		corrections: readonly CorrectionRow[],
		head: HistoryHead,
		intervals: readonly LogEvent[] = []
	): Promise<void> {
		const contacts = await this.#bringToHand(touched);
		const changes: ContactChange[] = [];
		for (const known of contacts) {
			if (tangled.has(known.contact)) known.tangled = true;
			const placed =
				known.tangled && groups !== null ? await groups.standing(known.events) : this.#placed(known.events);
			const { no, isNew, contact, events, written } = known;
			changes.push({
				no,
				isNew,
				contact,
				story: events.map((event) => event.seq),
				tangled: known.tangled,
				rows: rowsOf(contact, placed, this.#used),
				written
			});
		}
		await this.#refuseMixed();
		this.#store.write(changes, corrections, head, intervals);
		this.#head = head;
		if (corrections.length > 0) this.#hasCorrections = true;
		for (const [index, known] of contacts.entries()) {
			known.isNew = false;
			known.written = changes[index]?.rows ?? null;
			this.#known.keep(known);
		}
	}

	#placed(events: readonly LogEvent[]): PlacedEvent[] {
		const placed: PlacedEvent[] = [];
		for (const event of events) if (this.#counts(event)) placed.push({ event, place: event.seq });
		return placed;
	}

	/** After the last look into the log: what was read before a change of names must not be mixed with what comes after it. */
	async #refuseMixed(): Promise<void> {
		if (this.#areNamesCurrent === null || (await this.#areNamesCurrent())) return;
		this.reset();
		throw new NamesChanged();
	}

	/** Whether an event is not of an import that was undone. */
	#counts({ batch }: LogEvent): boolean {
		return batch === undefined || !this.#undone.has(batch);
	}

	/** The touched contacts with all of their events, those of this slice among them. */
	async #bringToHand(touched: ReadonlyMap<string, readonly LogEvent[]>): Promise<readonly KnownContact[]> {
		const contacts: KnownContact[] = [];
		const owners = new Map<number, KnownContact>();
		const unknown: string[] = [];
		for (const contact of touched.keys()) {
			const known = this.#known.take(contact);
			if (known === null) unknown.push(contact);
			else contacts.push(known);
		}
		const found = this.#store.findContacts(unknown);
		for (const contact of unknown) {
			const stored = found.get(contact);
			const known: KnownContact = {
				no: stored?.no ?? this.#nextNo++,
				contact,
				events: [],
				tangled: stored?.tangled ?? false,
				isNew: stored === undefined,
				written: null
			};
			contacts.push(known);
			for (const seq of stored?.story ?? []) owners.set(seq, known);
		}
		// In order of seq, so each contact gets its own in that order.
		if (owners.size > 0)
			for (const event of await this.#log.readMany([...owners.keys()])) owners.get(event.seq)?.events.push(event);
		for (const known of contacts) {
			const last = known.events.at(-1)?.seq ?? 0;
			for (const event of touched.get(known.contact) ?? []) if (event.seq > last) known.events.push(event);
		}
		return contacts;
	}
}
