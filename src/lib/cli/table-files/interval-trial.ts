import type { TableTranslation } from '#lib/connectors/table/table-translator.ts';
import type { IntervalEvent } from '#lib/domain/contact/contact-event.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { intervalSeries } from '#lib/domain/trends/interval-series.ts';
import { type IntervalTotals, isIntervalEvent, totalsOf } from '#lib/domain/trends/interval-totals.ts';
import { meanSecondsOf, scoreOf, shareOf } from '#lib/domain/trends/merge-totals.ts';
import { overlapping } from '#lib/domain/trends/spans.ts';
import { plainLines } from '../plain-text.ts';
import { notes, type OpenTable } from './table-translations.ts';
import { describedTable, indented, sectionsText, TrialReasons } from './trial-parts.ts';

const rowsShown = 5;
const overlapsShown = 10;

/** What is in the log already that has to do with a file of totals; null where there is no log. */
export type KnownBefore = Readonly<{
	totals: readonly IntervalTotals[];
	/** How many contacts entered on each day of the time of the file. */
	contactsByDay: ReadonlyMap<string, number>;
}>;

/** What a file of totals would come to, told without taking anything in. */
export class IntervalTrial {
	readonly #open: OpenTable;
	readonly #events: IntervalEvent[] = [];
	readonly #reasons = new TrialReasons();

	constructor(open: OpenTable) {
		this.#open = open;
	}

	/** Takes the next rows in. */
	add({ events, rejected }: TableTranslation): void {
		this.#events.push(...events.filter(isIntervalEvent));
		for (const record of rejected) this.#reasons.add(record);
	}

	/** The time of all that was understood; null where nothing was. */
	get span(): Readonly<{ from: number; to: number }> | null {
		const totals = this.#totals();
		if (totals.length === 0) return null;
		const from = totals.reduce((least, one) => Math.min(least, one.from), Infinity);
		return { from, to: totals.reduce((most, one) => Math.max(most, one.to), -Infinity) };
	}

	/** Everything that was understood, for a person. */
	text(before: KnownBefore | null): string {
		const { table, opening, source, zone, translator } = this.#open;
		const { lines, blank, repeated, rejected, partial, skipped, ...oddities } = translator.counts;
		const formats = [...opening.foundFormats].map(([path, format]) => `  ${path}: ${format}`);
		const totals = this.#totals();
		const read = `  ${lines - blank} read, ${totals.length} totals, ${rejected} set aside, ${partial} counted without a part, ${repeated} repeated`;
		return plainLines(
			sectionsText([
				['File', [`  ${describedTable(table)}`, `  source ${source}, times in ${zone}`]],
				['Columns used', [`  ${opening.columns.used.join(', ')}`]],
				['Columns not used', opening.columns.unused.length === 0 ? [] : [`  ${opening.columns.unused.join(', ')}`]],
				['Dates as they were found', formats],
				['Counted by', this.#definitions()],
				['First rows as they were read', this.#events.slice(0, rowsShown).map(rowLine)],
				['Rows', [read]],
				['By year', byYear(totals, zone)],
				['Already there', before === null ? [] : this.#overlaps(totals, before)],
				['Left out as the mapping says', skipped.map((one) => `  ${one.count} × ${one.reason}`)],
				['Would be set aside', this.#reasons.lines()],
				['Note', notes(oddities, table).map((note) => `  ${note}`)]
			])
		);
	}

	#totals(): IntervalTotals[] {
		return this.#events.map((event) => totalsOf({ ...event, seq: 0 }, event.data));
	}

	#definitions(): string[] {
		const kinds = new Map<string, number>();
		for (const { data } of this.#events) {
			const made = data.derived === undefined ? '' : `; made of rounded means or shares: ${data.derived.join(', ')}`;
			const kind = `${definitionText(data.definition)}${made}`;
			kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
		}
		return [...kinds].map(([kind, count]) => `  ${count} × ${kind}`);
	}

	#overlaps(totals: readonly IntervalTotals[], before: KnownBefore): string[] {
		const versions = new Map(before.totals.map((one) => [keyOf(one), one]));
		let [repeats, others] = [0, 0];
		const elsewhere = new Map<string, number>();
		const sorted = [...before.totals].sort((a, b) => a.from - b.from);
		for (const one of totals) {
			const known = versions.get(keyOf(one));
			if (known !== undefined) {
				if (saying(known) === saying(one)) repeats++;
				else others++;
			}
			for (const other of sorted) {
				if (other.from >= one.to) break;
				if (other === known || !overlapping(one, other) || !isSameSubject(one, other)) continue;
				const name = `${other.source}, by ${other.grain}`;
				elsewhere.set(name, (elsewhere.get(name) ?? 0) + 1);
			}
		}
		const lines: string[] = [];
		if (repeats > 0) lines.push(`  ${repeats} totals say what the log has already`);
		if (others > 0)
			lines.push(
				`  ${others} totals differ from those of the same period in the log: they are left out, unless with --replace`
			);
		for (const [name, count] of [...elsewhere].slice(0, overlapsShown))
			lines.push(
				`  ${count} times totals of the same time and subject are there from ${name}: the longer period counts, of equal ones the last import`
			);
		return [...lines, ...contactLines(before)];
	}
}

function contactLines({ contactsByDay }: KnownBefore): string[] {
	const days = [...contactsByDay].sort(([a], [b]) => (a < b ? -1 : 1));
	const contacts = days.reduce((sum, [, count]) => sum + count, 0);
	if (days.length === 0) return [];
	return [
		`  ${contacts} contacts on ${days.length} days of this time, from ${days[0]?.[0] ?? ''} to ${days.at(-1)?.[0] ?? ''}: where both cover a day, contacts count`
	];
}

function keyOf({ source, from, grain, bucket, queue, channel, topic }: IntervalTotals): string {
	return JSON.stringify([source, from, grain, bucket, queue, channel, topic]);
}

function saying({ to, zone, figures, definition, derived }: IntervalTotals): string {
	return JSON.stringify([to, zone, figures, definition, derived]);
}

function isSameSubject(one: IntervalTotals, other: IntervalTotals): boolean {
	return one.queue === other.queue && one.channel === other.channel && one.topic === other.topic;
}

function definitionText({
	serviceLevel,
	targetSeconds,
	shortSeconds,
	notes: words,
	countedAlike
}: IntervalEvent['data']['definition']): string {
	const said = [
		serviceLevel === undefined ? null : `service level ${serviceLevel}`,
		targetSeconds === undefined ? null : `target ${targetSeconds} s`,
		shortSeconds === undefined ? null : `short below ${shortSeconds} s`,
		words ?? null,
		countedAlike === undefined ? null : `${countedAlike.join(' and ')} counted as here`
	].filter((one) => one !== null);
	return said.length === 0 ? 'a definition that nobody told' : said.join(', ');
}

function rowLine({ data }: IntervalEvent): string {
	const { grain, bucket, to: _to, zone: _zone, definition: _definition, derived: _derived, ...rest } = data;
	return `  ${grain} ${bucket}  ${JSON.stringify(rest)}`;
}

const heads = [
	'year',
	'contacts',
	'offered',
	'answered',
	'abandoned',
	'service level',
	'ASA s',
	'surveys',
	'score',
	'covered'
];

/** Totals of each year, as a series would show them. */
function byYear(totals: readonly IntervalTotals[], zone: string): string[] {
	const points = intervalSeries(totals, { grain: 'year' }, new WallClock(zone));
	const rows = points.map(({ label, figures, quality }) => {
		const level = shareOf(figures.withinTarget);
		const wait = meanSecondsOf(figures.answeredWait);
		const score = scoreOf(figures.score)?.mean ?? null;
		return [
			label,
			...[figures.contacts, figures.offered, figures.answered, figures.abandoned].map((count) => shown(count, 0)),
			level === null ? '–' : `${(level * 100).toFixed(1)} %`,
			...[shown(wait, 1), shown(figures.surveysAnswered, 0), shown(score, 2)],
			`${Math.floor(Math.max(...Object.values(quality).map(({ covered }) => covered)) * 100)} %`
		];
	});
	const summed = new Set(
		points.flatMap(({ quality }) => Object.values(quality).flatMap(({ summedOver }) => summedOver))
	);
	const beyond = new Set(
		points.flatMap(({ quality }) => Object.values(quality).flatMap(({ reachBeyond }) => reachBeyond))
	);
	return [
		...indented([heads, ...rows], 'right'),
		...(summed.size > 0 ? [`  added up over ${[...summed].join(' and ')}`] : []),
		...(beyond.size > 0
			? [
					`  ${[...beyond].slice(0, overlapsShown).join(', ')} lie in two years and are not split: those years have no figures of their own`
				]
			: [])
	];
}

function shown(value: number | null, digits: number): string {
	return value === null ? '–' : value.toFixed(digits);
}
