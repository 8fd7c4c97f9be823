import type Database from 'better-sqlite3';
import { addCell, newCell } from '#lib/domain/reports/rollup-cell.ts';
import { type CountedRows, isChange, RollupDeltas } from '#lib/domain/reports/rollup-deltas.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { LocalDays, monthOfDay } from '#lib/domain/time/local-days.ts';
import { hashOfRollups, rollupVersion } from '../../history/rollup-version.ts';
import { CellSums, changeCell, changeSketch, SketchSums } from './cell-sums.ts';
import { prepareRollupWrites, rollupTables, type RollupWrites } from './rollup-statements.ts';
import { surveyOf, waitOf } from './stored-rows.ts';

type InUse = Readonly<{ settings: SiteSettings; localDays: LocalDays }>;

/**
 * Sums over contacts by day and quarter of an hour, in the views file. Whoever writes rows of contacts takes the rows out that were
 * there, puts the new ones in and {@link flush}es, all in one transaction: so the sums are those of the rows at every moment.
 * @see docs/decisions/0040-sums-beside-the-rows.md
 */
export class SqliteRollups {
	readonly #client: Database.Database;
	readonly #statements: RollupWrites;
	#inUse: InUse | null = null;
	#deltas: RollupDeltas | null = null;
	/** In the transaction at work: rows that entered from here on are in no sum yet. */
	#uncountedFrom = Infinity;

	constructor(client: Database.Database) {
		this.#client = client;
		this.#statements = prepareRollupWrites(client);
	}

	/** Whether every row is in the sums. */
	get isWhole(): boolean {
		return this.#recountFrom() === null;
	}

	/**
	 * Counts under these settings from here on, in a transaction of the caller. Sums that were made under others are thrown away, to
	 * be counted again by {@link recountDay}.
	 */
	useSettings(settings: SiteSettings): void {
		this.#inUse = { settings, localDays: new LocalDays(new SiteCalendar(settings.zone)) };
		this.#deltas = null;
		const hash = hashOfRollups(settings);
		const head = this.#statements.head.get();
		if (head?.[0] !== rollupVersion || head[1] !== hash) {
			for (const table of rollupTables) this.#client.prepare(`delete from ${table}`).run();
			this.#statements.moveHead.run(rollupVersion, hash, this.#nextEntry(Number.MIN_SAFE_INTEGER));
		}
	}

	/** The caller's transaction failed: nothing is counted until settings are given again. */
	forgetSettings(): void {
		this.#inUse = null;
	}

	/** Makes ready for the changes of one transaction. */
	begin(): void {
		this.#deltas = this.#newDeltas();
		this.#uncountedFrom = this.#recountFrom() ?? Infinity;
	}

	/** Takes the rows out that are stored of a contact, before they are changed. */
	takeOut(contactNo: number): void {
		const waits = this.#statements.waitsOf.all(contactNo, contactNo);
		const surveys = this.#statements.surveysOf.all(contactNo, contactNo);
		this.#add({ waits: waits.map(waitOf), surveys: surveys.map(surveyOf) }, -1);
	}

	/** Puts the rows of a contact in. */
	putIn(rows: CountedRows): void {
		this.#add(rows, 1);
	}

	/** Puts rows in where others are taken out that the caller knows. */
	change(before: CountedRows, after: CountedRows): void {
		this.#add(before, -1);
		this.#add(after, 1);
	}

	/** Writes what {@link takeOut} and {@link putIn} have changed. */
	flush(): void {
		if (this.#deltas !== null) this.#write(this.#deltas);
		this.#deltas = null;
	}

	/** Counts the first day that is not counted yet, in a transaction of the caller. */
	recountDay(): void {
		const { localDays } = this.#used();
		const from = this.#recountFrom();
		if (from === null) return;
		const day = localDays.of(from);
		const deltas = this.#newDeltas();
		const waits = this.#statements.waitsIn.all(day.from, day.to).map(waitOf);
		const surveys = this.#statements.surveysIn.all(day.from, day.to).map(surveyOf);
		deltas.add({ waits, surveys }, 1);
		this.#write(deltas);
		this.#statements.moveHead.run(rollupVersion, hashOfRollups(this.#used().settings), this.#nextEntry(day.to));
	}

	/** Rows that are still to be counted again are in no sum, so they cannot be taken out nor put in. */
	#add(rows: CountedRows, sign: 1 | -1): void {
		if (this.#deltas === null) throw new Error('sums are changed in a transaction that was begun');
		const from = this.#uncountedFrom;
		if (from === Infinity) this.#deltas.add(rows, sign);
		else
			this.#deltas.add(
				{
					waits: rows.waits.filter(({ entry }) => entry < from),
					surveys: rows.surveys.filter(({ firstEntry }) => firstEntry !== null && firstEntry < from)
				},
				sign
			);
	}

	/** The beginning of a local day, or before every entry. */
	#recountFrom(): number | null {
		return this.#statements.head.get()?.[2] ?? null;
	}

	#nextEntry(from: number): number | null {
		const wait = this.#statements.nextEntry.get(from)?.[0] ?? null;
		const survey = this.#statements.nextFirstEntry.get(from)?.[0] ?? null;
		const next = wait === null || survey === null ? (wait ?? survey) : Math.min(wait, survey);
		return next === null ? null : this.#dayFrom(next);
	}

	#dayFrom(at: number): number {
		return this.#inUse === null ? Number.MIN_SAFE_INTEGER : this.#inUse.localDays.of(at).from;
	}

	#used(): InUse {
		if (this.#inUse === null) throw new Error('sums are counted under settings, and none were given');
		return this.#inUse;
	}

	#newDeltas(): RollupDeltas {
		const { settings, localDays } = this.#used();
		return new RollupDeltas(settings, localDays);
	}

	#write(deltas: RollupDeltas): void {
		const { quarter, day: ofDay, dayTopic, month, seeDay, daySketch, monthSketch } = this.#statements;
		const months = new CellSums();
		const monthSketches = new SketchSums();
		for (const { queueNo, channel, day, topics, quarters, sketch } of deltas.days()) {
			const sums = newCell();
			for (const [topicNo, cell] of topics) {
				if (!isChange(cell)) continue;
				changeCell(dayTopic, [queueNo, day, channel, topicNo], cell);
				months.add([queueNo, monthOfDay(day), channel, topicNo], cell);
				addCell(sums, cell);
			}
			if (isChange(sums)) changeCell(ofDay, [queueNo, day, channel], sums);
			for (const [from, cell] of quarters) if (isChange(cell)) changeCell(quarter, [queueNo, from, channel], cell);
			changeSketch(daySketch, [queueNo, day, channel], sketch);
			monthSketches.add([queueNo, monthOfDay(day), channel], sketch);
		}
		for (const { key, sums } of monthSketches.all()) changeSketch(monthSketch, key, sums);
		for (const { key, sums } of months.changed()) changeCell(month, key, sums);
		this.#writeSurveys(deltas);
		for (const { day, at } of deltas.latest.values()) seeDay.run(day.day, day.from, day.to, at);
	}

	#writeSurveys({ surveys }: RollupDeltas): void {
		const { survey, monthSurvey } = this.#statements;
		const months = new CellSums();
		for (const { key, sums } of surveys.values()) {
			if (!isChange(sums)) continue;
			changeCell(survey, [key.kind, key.day, key.queueNo, key.channel, key.topicNo], sums);
			months.add([key.kind, monthOfDay(key.day), key.queueNo, key.channel, key.topicNo], sums);
		}
		for (const { key, sums } of months.changed()) changeCell(monthSurvey, key, sums);
	}
}
