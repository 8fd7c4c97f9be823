import { channelSettingsAt } from '../settings/channel-settings.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { WaitSketch } from '../statistics/wait-sketch.ts';
import { SiteCalendar } from '../time/calendar.ts';
import { type LocalDay, LocalDays } from '../time/local-days.ts';
import type { Sign } from '../live/fact-kinds.ts';
import {
	addCell,
	type Cell,
	cellSize,
	type CountedWait,
	countWait,
	episodeBit,
	legBit,
	newCell
} from './rollup-cell.ts';
import { type CountedSurvey, countSurvey, newSurveyCell, type SurveyCell, surveyColumns } from './rollup-surveys.ts';

/** The number that stands for all queues: cells of episodes, each counted once however many queues it was in. */
export const allQueues = 0;
/** Length of the shortest span that is counted by itself. Every zone in use differs from UTC by whole quarters of an hour. */
export const quarterMs = 900_000;

/** Rows of one contact, as they are stored. */
export type CountedRows = Readonly<{ waits: readonly CountedWait[]; surveys: readonly CountedSurvey[] }>;

/** Which surveys: `channel` is empty where it is not known. */
export type SurveyKey = Readonly<{ day: number; queueNo: number; channel: string; topicNo: number; kind: string }>;

/** What waits that were answered change of a sketch: how many more in each bin, and how many ms more in all. */
export type SketchDelta = { readonly bins: Map<number, number>; sumMs: number };

/** What changes of one day of one queue and channel. */
export type DayDelta = Readonly<{
	queueNo: number;
	channel: string;
	day: number;
	/** By topic; 0 = not known. */
	topics: Map<number, Cell>;
	/** By the beginning of a quarter of an hour, UTC ms. */
	quarters: Map<number, Cell>;
	sketch: SketchDelta;
}>;

/**
 * What some contacts change of the cells they are counted in. Rows that were counted are taken out and those that take their place
 * put in, so a cell is the sum of the rows it is of, whichever way they came to be. Counting everything again is putting in all
 * rows and taking out none: both ways go through here.
 */
export class RollupDeltas {
	readonly surveys = new Map<string, Readonly<{ key: SurveyKey; sums: SurveyCell }>>();
	/** Of each day, the latest instant that any of its rows names. Only ever later: it is a bound, and no figure. */
	readonly latest = new Map<number, { readonly day: LocalDay; at: number }>();
	readonly #days = new Map<string, Map<number, DayDelta>>();
	readonly #settings: SiteSettings;
	readonly #localDays: LocalDays;
	readonly #cell: Cell = newCell();
	readonly #survey: SurveyCell = newSurveyCell();

	/** @param localDays days of the settings' zone, kept from one to the next because finding them is what costs */
	constructor(settings: SiteSettings, localDays: LocalDays = new LocalDays(new SiteCalendar(settings.zone))) {
		this.#settings = settings;
		this.#localDays = localDays;
	}

	/** Puts the rows of a contact in (1), or takes them out (-1). */
	add({ waits, surveys }: CountedRows, sign: Sign): void {
		for (const wait of waits) this.#addWait(wait, sign);
		for (const survey of surveys) this.#addSurvey(survey, sign);
	}

	/** Every day of every queue and channel that something was put in or taken out of. */
	*days(): Generator<DayDelta> {
		for (const days of this.#days.values()) yield* days.values();
	}

	#addWait(row: CountedWait, sign: Sign): void {
		const promised = channelSettingsAt(this.#settings, row.channel, row.entry);
		const day = this.#localDays.of(row.entry);
		if (sign > 0) this.#seen(day, row.exit ?? row.entry);
		let counted: boolean | null = null;
		for (const bit of [legBit, episodeBit]) {
			if ((row.scope & bit) === 0) continue;
			const isFirst = (row.isFirst & bit) !== 0;
			// The leg and the episode of most waits are one, and count alike.
			if (counted !== isFirst) countWait(this.#cell, row, isFirst, promised);
			counted = isFirst;
			this.#addCell(row, bit === legBit ? row.queueNo : allQueues, day.day, sign);
		}
	}

	#addCell(row: CountedWait, queueNo: number, day: number, sign: Sign): void {
		const { topicNo, entry, exit, outcome } = row;
		const { topics, quarters, sketch } = this.#dayOf(queueNo, row.channel, day);
		addCell(cellIn(topics, topicNo), this.#cell, sign);
		addCell(cellIn(quarters, Math.floor(entry / quarterMs) * quarterMs), this.#cell, sign);
		if (exit === null || outcome !== 'answered') return;
		const bin = WaitSketch.binOf(exit - entry);
		sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + sign);
		sketch.sumMs += sign * (exit - entry);
	}

	#dayOf(queueNo: number, channel: string, day: number): DayDelta {
		const name = `${queueNo} ${channel}`;
		let days = this.#days.get(name);
		if (days === undefined) {
			days = new Map();
			this.#days.set(name, days);
		}
		let known = days.get(day);
		if (known === undefined) {
			known = {
				queueNo,
				channel,
				day,
				topics: new Map(),
				quarters: new Map(),
				sketch: { bins: new Map(), sumMs: 0 }
			};
			days.set(day, known);
		}
		return known;
	}

	#addSurvey(survey: CountedSurvey, sign: Sign): void {
		const { kind, queueNo, topicNo, firstEntry } = survey;
		if (firstEntry === null) return;
		const day = this.#localDays.of(firstEntry);
		if (sign > 0) this.#seen(day, Math.max(firstEntry, survey.invitedAt ?? 0, survey.answeredAt ?? 0));
		const channel = survey.channel ?? '';
		countSurvey(this.#survey, survey, this.#settings.surveys.scales[kind]);
		const name = `${queueNo} ${channel} ${day.day} ${topicNo} ${kind}`;
		let known = this.surveys.get(name);
		if (known === undefined) {
			known = { key: { day: day.day, queueNo, channel, topicNo, kind }, sums: newSurveyCell() };
			this.surveys.set(name, known);
		}
		const { sums } = known;
		for (let at = 0; at < surveyColumns.length; at++) sums[at] = (sums[at] ?? 0) + sign * (this.#survey[at] ?? 0);
	}

	#seen(day: LocalDay, at: number): void {
		const known = this.latest.get(day.day);
		if (known === undefined) this.latest.set(day.day, { day, at });
		else if (known.at < at) known.at = at;
	}
}

/** Whether something changes: what was taken out and put in again does not. */
export function isChange(sums: Float64Array): boolean {
	return sums.some((sum) => sum !== 0);
}

function cellIn(cells: Map<number, Cell>, key: number): Cell {
	let cell = cells.get(key);
	if (cell === undefined) {
		cell = new Float64Array(cellSize);
		cells.set(key, cell);
	}
	return cell;
}
