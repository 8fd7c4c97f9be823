import { countedAlikeGroups, type IntervalData } from '#lib/domain/contact/interval-event.ts';
import { meansOver } from './interval-faults.ts';
import { countNames } from './interval-mapping.ts';
import type { CountMapping, IntervalRowsMapping, SeriesMapping, TimesMapping } from './interval-mapping.ts';
import { levelReader } from './interval-level.ts';
import { scoresReader } from './interval-scores.ts';
import { readShare, type RowCounts } from './interval-values.ts';
import { emptiness, type MappedColumns } from './mapped-columns.ts';
import { Fault, numberOf, quoted, textAt, type Reader, type Reading, type Row } from './reading.ts';

/** The figures of a row, in the order in which they are kept. */
export type RowFigures = Omit<
	IntervalData,
	'grain' | 'bucket' | 'to' | 'zone' | 'queue' | 'channel' | 'topic' | 'derived'
> &
	Readonly<{ derived: string[] }>;

/** What was read; null where a row has no figures. Parts that could not be used are left out of it. */
type FiguresRead = Readonly<{ figures: RowFigures | null; parts: readonly Fault[] }>;

/** Makes the reader of a row's figures. A count that cannot be read costs the row, anything else only itself. */
export function figureReader(
	prefix: string,
	mapping: SeriesMapping,
	{ shortSeconds, notes, countedAlike }: NonNullable<IntervalRowsMapping['definition']>,
	columns: MappedColumns
): (row: Row) => FiguresRead | Fault {
	const counts = countNames.flatMap((name) => {
		const count = mapping[name];
		return count === undefined ? [] : [{ name, count, read: countReader(`${prefix}${name}`, count, columns) }];
	});
	// Shares after what they are shares of.
	const inTurn = [...counts].sort((a, b) => Number(a.count.share !== undefined) - Number(b.count.share !== undefined));
	const times = (['answeredWait', 'allWait', 'handle'] as const).flatMap((name) => {
		const own = mapping[name];
		const over = own?.of ?? meansOver[name];
		return own === undefined ? [] : [{ name, over, own, read: timesReader(`${prefix}${name}`, own, columns) }];
	});
	const { serviceLevel: level, score } = mapping;
	// In one order, however the mapping has them: the same totals again are a repeat.
	const alike = countedAlike && countedAlikeGroups.filter((group) => countedAlike.includes(group));
	const levelOf = level === undefined ? null : levelReader(`${prefix}serviceLevel`, level, columns);
	const scoresOf = score === undefined ? null : scoresReader(`${prefix}score`, score, columns);

	return (row) => {
		const known: RowCounts = {};
		const parts: Fault[] = [];
		const derived: string[] = [];
		let isAny = false;
		for (const { name, count, read } of inTurn) {
			const number = read(row, known);
			if (number instanceof Fault) return number;
			if (number === null) continue;
			known[name] = number;
			isAny ||= count.column !== undefined;
			if (count.share !== undefined) derived.push(name);
		}
		const sums: Partial<Pick<IntervalData, 'answeredWait' | 'allWait' | 'handle'>> = {};
		for (const { name, over, own, read } of times) {
			const sum = sumOf(read(row), own, known[over]);
			if (sum instanceof Fault) parts.push(sum);
			else if (sum !== null) {
				sums[name] = sum;
				if (own.mean !== undefined && sum !== undefined && sum.of > 0) derived.push(name);
			}
		}
		const met = levelOf?.(row, known) ?? null;
		if (met instanceof Fault) parts.push(met);
		const withinTarget = met instanceof Fault ? null : met;
		if (withinTarget !== null && level?.share !== undefined && withinTarget.of > 0) derived.push('withinTarget');
		const scored = scoresOf?.(row, known) ?? null;
		if (scored instanceof Fault) parts.push(scored);
		const scores = scored instanceof Fault ? null : scored;
		if (scores !== null && score?.mean !== undefined && scores.of > 0) derived.push('score');
		// Constants alone, and weights without anything they weigh, say nothing of a row.
		if (!isAny && Object.keys(sums).length === 0 && withinTarget === null && scores === null)
			return { figures: null, parts };
		const { contacts, offered, answered, abandoned, shortAbandoned, surveysSent, surveysAnswered } = known;
		const figures: RowFigures = {
			...present({ contacts, offered, answered, abandoned, shortAbandoned }),
			...(withinTarget === null ? {} : { withinTarget }),
			...present({ answeredWait: sums.answeredWait, allWait: sums.allWait, handle: sums.handle }),
			...present({ surveysSent, surveysAnswered }),
			...(scores === null ? {} : { score: scores }),
			definition: present({
				serviceLevel: level === undefined ? undefined : (level.variant ?? 'unknown'),
				targetSeconds: level?.targetSeconds,
				shortSeconds,
				notes,
				countedAlike: alike
			}),
			derived: derived.sort()
		};
		return { figures, parts };
	};
}

/** The entries that have a value, in their order. */
function present<Entries extends Readonly<Record<string, unknown>>>(
	entries: Entries
): { [Name in keyof Entries]?: Exclude<Entries[Name], undefined> } {
	const kept = Object.entries(entries).filter(([, value]) => value !== undefined);
	return Object.fromEntries(kept) as { [Name in keyof Entries]?: Exclude<Entries[Name], undefined> }; // a part of them
}

function countReader(
	path: string,
	{ column, value, share, of, empty, blank }: CountMapping,
	columns: MappedColumns
): (row: Row, known: RowCounts) => Reading<number> {
	if (column === undefined) return () => value ?? null;
	const place = columns.placeOf(`${path}.column`, column);
	const isEmpty = emptiness(empty);
	return (row, known) => {
		if (isEmpty(textAt(row, place))) return blank === 'zero' ? 0 : null;
		const cell = row[place] ?? '';
		if (share !== undefined && of !== undefined) {
			const whole = known[of];
			if (whole === undefined) return null;
			const part = readShare(column, cell, share, columns.decimal);
			return part instanceof Fault ? part : Math.round(part * whole);
		}
		const number = numberOf(cell, columns.decimal);
		if (number !== null && Number.isInteger(number) && number >= 0) return number;
		return new Fault(
			column,
			number !== null && number < 0
				? `${quoted(cell)} is below 0`
				: `${quoted(cell)} is no whole number (separators of thousands are not read)`
		);
	};
}

function timesReader(path: string, { mean, sum }: TimesMapping, columns: MappedColumns): Reader<number> {
	if (sum !== undefined) return columns.duration(`${path}.sum`, sum);
	return mean === undefined ? () => null : columns.duration(`${path}.mean`, mean);
}

/** A sum of times with its weight; null where one of the two is not known. Over nobody it is nothing, whatever the cell says. */
function sumOf(
	read: Reading<number>,
	{ mean, sum }: TimesMapping,
	of: number | undefined
): IntervalData['handle'] | null | Fault {
	if (of === undefined) return read instanceof Fault ? read : null;
	if (of === 0) return { sumMs: 0, of };
	if (read === null || read instanceof Fault) return read;
	if (read < 0) return new Fault((mean ?? sum)?.column ?? 'duration', `${read / 1000} s is below 0`);
	return { sumMs: mean === undefined ? read : read * of, of };
}
