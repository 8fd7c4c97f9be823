import type { IntervalEvent } from '#lib/domain/contact/contact-event.ts';
import { channels } from '#lib/domain/contact/channel.ts';
import { intervalEventType, intervalIdentity } from '#lib/domain/contact/interval-event.ts';
import { eventId } from '../event-id.ts';
import { type PeriodParts, periodReader } from './interval-bucket.ts';
import { figureReader } from './interval-figures.ts';
import type { IntervalRowsMapping, SeriesMapping } from './interval-mapping.ts';
import type { MappedColumns } from './mapped-columns.ts';
import { Fault, quoted, type LeftOut, type Reading, type Row } from './reading.ts';
import { hash53 } from './row-content.ts';
import { leaveOutReader } from './row-left-out.ts';
import { isChannel } from './row-values.ts';
import type { TableRow } from './table-translator.ts';

const noFigures: LeftOut = { leftOut: 'no figures' };

type Subject = Pick<IntervalEvent['data'], 'queue' | 'channel' | 'topic'>;

/**
 * Makes the reader of rows that are totals of periods: one event for the row, and one for each of its series that has figures.
 * What the file lacks is collected by `columns`; the reader is not to be used then.
 *
 * The id of an event comes from source, period and subject: the same totals again are a repeat, others are a conflict.
 */
export function intervalRowReader(
	mapping: IntervalRowsMapping,
	source: string,
	columns: MappedColumns,
	parts: PeriodParts
): (row: Row) => TableRow | LeftOut | Fault {
	const { grain } = mapping.bucket;
	const { zone } = parts.clock;
	const leftOutOf = leaveOutReader(mapping.leaveOut, columns);
	const periodOf = periodReader(mapping.bucket, columns, parts);
	const all = [['', mapping] as const, ...(mapping.series ?? []).map((one, at) => [`series.${at}.`, one] as const)];
	const readers = all.map(([prefix, series]) => ({
		subjectOf: subjectReader(prefix, series, mapping, columns),
		// A constant alone is no figure of a row.
		figuresOf: figureReader(prefix, series, mapping.definition ?? {}, columns)
	}));

	return (row) => {
		const leftOut = leftOutOf(row);
		if (leftOut !== null) return leftOut;
		const period = periodOf(row);
		if (period instanceof Fault) return period;
		const { from, to, bucket } = period;
		const events: IntervalEvent[] = [];
		const faults: Fault[] = [];
		for (const { subjectOf, figuresOf } of readers) {
			const read = figuresOf(row);
			if (read instanceof Fault) return read;
			faults.push(...read.parts);
			if (read.figures === null) continue;
			const subject = subjectOf(row);
			if (subject instanceof Fault) return subject;
			const { definition, derived, ...figures } = read.figures;
			const marks = derived.length === 0 ? { definition } : { definition, derived };
			const data = { grain, bucket, to, zone, ...subject, ...figures, ...marks };
			const id = eventId({ source, at: from, record: intervalIdentity(data) });
			if (events.some((event) => event.id === id))
				return new Fault('series', `has two of one subject: ${JSON.stringify(subject)}`);
			events.push({ source, id, time: from, type: intervalEventType, data });
		}
		if (events.length === 0) return faults[0] ?? noFigures;
		const key = events.map(({ id }) => id).join();
		return { key, content: hash53(JSON.stringify(events.map(({ data }) => data))), events, parts: faults };
	};
}

/** What the figures of a series are of: as the series says, else as the mapping does for all of them. */
function subjectReader(
	prefix: string,
	series: SeriesMapping,
	mapping: IntervalRowsMapping,
	columns: MappedColumns
): (row: Row) => Subject | Fault {
	const readers = (['queue', 'channel', 'topic'] as const).flatMap((name) => {
		const own = series[name];
		const text = own ?? mapping[name];
		if (text === undefined) return [];
		const path = own === undefined ? name : `${prefix}${name}`;
		return [
			{ name, column: text.column ?? name, read: columns.text(path, text, name === 'channel' ? 'reject' : 'keep') }
		];
	});
	return (row) => {
		const subject: { queue?: string; channel?: string; topic?: string } = {};
		for (const { name, column, read } of readers) {
			const text: Reading<string> = read(row);
			if (text instanceof Fault) return text;
			if (text === null) continue;
			if (name === 'channel' && !isChannel(text))
				return new Fault(column, `${quoted(text)} is none of ${channels.join(', ')}`);
			subject[name] = text;
		}
		return subject as Subject; // its channel has just been seen to be one
	};
}
