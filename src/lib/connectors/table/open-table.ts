import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { Columns } from './columns.ts';
import { contactRowReader } from './contact-rows.ts';
import { DateDetection } from './date-detection.ts';
import type { KnownDateFormat } from './date-form.ts';
import { datesOf } from './interval-bucket.ts';
import { intervalRowReader } from './interval-rows.ts';
import { MappedColumns } from './mapped-columns.ts';
import type { MappingFault } from './mapping-faults.ts';
import type { MomentMapping } from './mapping-parts.ts';
import type { Mapping } from './mapping-schema.ts';
import { Moments, undeclaredDates } from './moments.ts';
import type { Row } from './reading.ts';
import { surveyRowReader } from './survey-rows.ts';
import { TableTranslator } from './table-translator.ts';

/** What is known of a file before its rows are read. */
export type TableHeader = Readonly<{
	/** Names of the columns, in order. */
	columns: readonly string[];
	/** What parts the columns; a workbook's rows are written with a comma when one is rejected. */
	delimiter: string;
	/** Zone of the times where the mapping names none. */
	zone: string;
	/** The events' source; null = as the mapping says. */
	source: string | null;
}>;

/** The dates of one column that the mapping left to be found out. */
type Undeclared = Readonly<{ path: string; column: string; place: number; dates: DateDetection }>;

/**
 * A table about to be read. First it is shown rows until it is settled how their dates are written; then it gives a
 * translator, or everything that stands in the way.
 */
export class TableOpening {
	readonly columns: Columns;
	readonly #mapping: Mapping;
	readonly #header: TableHeader;
	readonly #undeclared: readonly Undeclared[];

	constructor(mapping: Mapping, header: TableHeader) {
		this.#mapping = mapping;
		this.#header = header;
		this.columns = new Columns(header.columns);
		this.#undeclared = undeclaredDates(momentsOf(mapping)).flatMap(([path, column]) => {
			const place = this.columns.indexOf(column);
			return place === null ? [] : [{ path, column, place, dates: new DateDetection() }];
		});
	}

	/** Shows it a row of the file. */
	see(row: Row, line: number): void {
		// A row that is cut off, or has a column too many, is no witness.
		if (row.length !== this.columns.count) return;
		for (const { place, dates } of this.#undeclared) dates.see(row[place] ?? '', line);
	}

	/** Whether showing it more rows can bring nothing but contradictions. */
	get isSettled(): boolean {
		return this.#undeclared.every(({ dates }) => dates.isSettled);
	}

	/** Forms of dates that were found out, by the path in the mapping. */
	get foundFormats(): ReadonlyMap<string, KnownDateFormat> {
		return new Map(
			this.#undeclared.flatMap(({ path, dates }): [string, KnownDateFormat][] => {
				const result = dates.result();
				return typeof result === 'string' ? [[path, result]] : [];
			})
		);
	}

	/** The translator of the rows, from the first one on, or what is wrong with mapping or file. */
	open(): Readonly<{ translator: TableTranslator }> | Readonly<{ faults: readonly MappingFault[] }> {
		const mapping = this.#mapping;
		const source = this.#header.source ?? mapping.source;
		const mapped = new MappedColumns(this.columns, mapping.file?.decimal ?? '.');
		const clock = new WallClock(mapping.zone ?? this.#header.zone);
		const moments = new Moments(mapped, clock, this.foundFormats);
		const readRow =
			mapping.rows === 'intervals'
				? intervalRowReader(mapping, source, mapped, { clock, formats: this.foundFormats, oddities: moments.oddities })
				: mapping.rows === 'surveys'
					? surveyRowReader(mapping, source, mapped, moments)
					: contactRowReader(mapping, source, mapped, moments);
		const unclear = this.#undeclared.flatMap(({ path, column, dates }): MappingFault[] => {
			const result = dates.result();
			return typeof result === 'string' ? [] : [{ path, reason: `column '${column}': ${result.reason}` }];
		});
		const faults = [...mapped.faults, ...unclear];
		if (faults.length > 0) return { faults };
		const { delimiter } = this.#header;
		const width = this.columns.count;
		return {
			translator: new TableTranslator({ mapping, readRow, oddities: moments.oddities, width, delimiter })
		};
	}
}

function momentsOf(mapping: Mapping): Record<string, MomentMapping | undefined> {
	if (mapping.rows === 'intervals') return { bucket: datesOf(mapping.bucket) };
	if (mapping.rows === 'surveys') {
		const { invitedAt, answeredAt } = mapping.survey;
		return { 'survey.invitedAt': invitedAt, 'survey.answeredAt': answeredAt };
	}
	const { arrival, queued, answered, left, ended, survey } = mapping;
	const at = typeof survey?.at === 'object' ? survey.at : undefined;
	return { arrival, queued, answered, left, ended, 'survey.at': at };
}
