import type { Wait } from '#lib/domain/contact/wait.ts';
import { monthOfDay } from '#lib/domain/time/local-days.ts';
import type { ReportTally } from '#lib/domain/reports/report-tally.ts';
import type { HistoryReader, RowFilter, StoredWait } from './history-reader.ts';
import { dayAt, type ReportPlan } from './report-plan.ts';
import type { ReportQuery } from './report-query.ts';
import type { RollupDay } from './rollup-reader.ts';
import type { RowSubject } from './row-subject.ts';

/** What is needed to read a part of a report from sums. */
export type SumsParts = Readonly<{
	reader: HistoryReader;
	query: ReportQuery;
	of: 'legs' | 'episodes';
	filter: Omit<RowFilter, 'span'>;
	/** Whether buckets depend on the topic. */
	byTopic: boolean;
	/** Of grains whose buckets are shorter than a month, or take days of it apart. */
	byDay: boolean;
	/** Tells buckets apart that depend on the day alone. */
	keyAt(at: number): string | number | null;
	/** Whether surveys are counted too. */
	hasSurveys: boolean;
	/** The bucket of an instant; null where it is in none. */
	tallyAt(at: number, subject: RowSubject): ReportTally | null;
	/** A wait with what was promised when it began. */
	judged(wait: StoredWait['wait']): Wait;
	at: number;
	/** Invitations sent after this may still be answered. */
	runningFrom: number;
}>;

/** Adds the days of a plan to their buckets: sums, then what time alone has made of the few waits and invitations still open. */
export function tallySums({ days }: ReportPlan, parts: SumsParts): void {
	const { reader, query, filter, of, byTopic, tallyAt, hasSurveys } = parts;
	const asked = { ...filter, of, byTopic };
	const table = tableOf(reader.rollups.days());
	const { months, rest } = monthsOf(days, table, parts);
	for (const run of runsOf([...months.keys()], (a, b) => a + 1 === b)) {
		const filtered = { ...asked, months: run };
		for (const { month, subject, cell } of reader.rollups.waitsByMonth(filtered))
			tallyAt(months.get(month) ?? 0, subject)?.addCell(subject.channel, cell);
		if (!hasSurveys) continue;
		for (const { month, subject, cell } of reader.rollups.surveysByMonth(query.survey, filtered))
			tallyAt(months.get(month) ?? 0, subject)?.addSurveyCell(subject.channel, cell);
	}
	for (const run of runsOf(rest, (a, b) => (table.byNo.get(a)?.place ?? 0) + 1 === table.byNo.get(b)?.place)) {
		const filtered = { ...asked, days: run };
		for (const { day, subject, cell } of reader.rollups.waitsByDay(filtered))
			tallyAt(table.byNo.get(day)?.from ?? 0, subject)?.addCell(subject.channel, cell);
		if (!hasSurveys) continue;
		for (const { day, subject, cell } of reader.rollups.surveysByDay(query.survey, filtered))
			tallyAt(table.byNo.get(day)?.from ?? 0, subject)?.addSurveyCell(subject.channel, cell);
	}
	addOpen(days, parts);
}

/** The days that have sums, as every question about them needs them. */
type DayTable = Readonly<{
	/** By number: when it begins, its month, and how many days with sums are before it. */
	byNo: ReadonlyMap<number, Readonly<{ from: number; month: number; place: number }>>;
	/** How many of them a month has. */
	sizes: ReadonlyMap<number, number>;
}>;

const tables = new WeakMap<readonly RollupDay[], DayTable>();

function tableOf(all: readonly RollupDay[]): DayTable {
	const known = tables.get(all);
	if (known !== undefined) return known;
	const byNo = new Map<number, Readonly<{ from: number; month: number; place: number }>>();
	const sizes = new Map<number, number>();
	for (const [place, { day, from }] of all.entries()) {
		const month = monthOfDay(day);
		byNo.set(day, { from, month, place });
		sizes.set(month, (sizes.get(month) ?? 0) + 1);
	}
	const table = { byNo, sizes };
	tables.set(all, table);
	return table;
}

/** Months of which every day with sums is asked for, in one bucket: each with an instant in it; and the other days, in order. */
function monthsOf(
	days: readonly RollupDay[],
	{ byNo, sizes }: DayTable,
	{ byDay, keyAt }: SumsParts
): Readonly<{ months: ReadonlyMap<number, number>; rest: readonly number[] }> {
	if (byDay) return { months: new Map(), rest: days.map(({ day }) => day) };
	const months = new Map<number, number>();
	const rest: number[] = [];
	for (let first = 0; first < days.length;) {
		const month = byNo.get(days[first]?.day ?? 0)?.month ?? 0;
		const begin = days[first]?.from ?? 0;
		const key = keyAt(begin);
		let isOne = true;
		let end = first;
		for (; end < days.length && byNo.get(days[end]?.day ?? 0)?.month === month; end++)
			if (isOne && keyAt(days[end]?.from ?? 0) !== key) isOne = false;
		if (isOne && end - first === sizes.get(month)) months.set(month, begin);
		else for (let at = first; at < end; at++) rest.push(days[at]?.day ?? 0);
		first = end;
	}
	return { months, rest };
}

/** What follows each other, so that each run is read at once. */
function runsOf(
	numbers: readonly number[],
	isNext: (one: number, other: number) => boolean
): { first: number; last: number }[] {
	const runs: { first: number; last: number }[] = [];
	for (const no of numbers) {
		const run = runs.at(-1);
		if (run !== undefined && isNext(run.last, no)) run.last = no;
		else runs.push({ first: no, last: no });
	}
	return runs;
}

function addOpen(days: readonly RollupDay[], parts: SumsParts): void {
	const { reader, query, of, tallyAt, judged, at, runningFrom } = parts;
	const first = days[0];
	const last = days.at(-1);
	if (first === undefined || last === undefined) return;
	const filter = { ...parts.filter, span: { from: first.from, to: last.to } };
	for (const page of reader.openWaits(of, filter))
		for (const { wait, subject, isFirst } of page)
			if (dayAt(days, wait.entry) !== null) tallyAt(wait.entry, subject)?.addPassedTime(judged(wait), isFirst, at);
	if (!parts.hasSurveys) return;
	for (const page of reader.openInvitations(query.survey, runningFrom, filter))
		for (const { firstEntry, subject, channel } of page)
			if (dayAt(days, firstEntry) !== null) tallyAt(firstEntry, subject)?.addRunning(channel);
}
