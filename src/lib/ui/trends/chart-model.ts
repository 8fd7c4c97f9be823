import type { PointMarks } from '#lib/protocol/trend-series.ts';
import type { TrendPicture, ValueAxis } from '../charts/trends/pictures.ts';
import type { TrendWording } from './trend-words.ts';

/** A cell of a table; numbers are kept as such for the file that is taken along. */
export type Cell = string | number | null;

/** A table behind a chart: what is seen, and what is taken along as CSV. */
export type TableModel = Readonly<{
	/** `key` names the column in the file; `show` writes a number for people. Some stand in the file only. */
	columns: readonly Readonly<{ key: string; label: string; show?: (value: number) => string; isForFile?: true }>[];
	rows: readonly (readonly Cell[])[];
}>;

/** A place that the keyboard or a pointer can stand on, and what is to be read there. */
export type ChartPoint = Readonly<{
	at: number;
	label: string;
	values: readonly Readonly<{ name: string; text: string }>[];
}>;

/** Everything of a chart but its drawing. */
export type ChartModel = Readonly<{
	picture: TrendPicture;
	/** Points in the order of the axis; `grid` is where they lie. */
	points: readonly ChartPoint[];
	axis: 'x' | 'y';
	grid: number;
	table: TableModel;
	/** In words, after the title: first and last value, and how many there are. */
	summary: string;
}>;

const steps = [1, 2, 2.5, 5];

/** An axis from zero, with few steps that are round numbers. */
export function axisFromZero(highest: number, text: (value: number) => string, mostSteps = 4): ValueAxis {
	const top = highest <= 0 ? 1 : highest;
	for (let power = 10 ** Math.floor(Math.log10(top / mostSteps)); ; power *= 10)
		for (const factor of steps) {
			const step = power * factor;
			if (Math.ceil(top / step - 1e-9) <= mostSteps) return axisOf(0, Math.ceil(top / step - 1e-9) * step, step, text);
		}
}

/** An axis with its texts. */
export function axisOf(min: number, max: number, step: number, text: (value: number) => string): ValueAxis {
	const count = Math.round((max - min) / step);
	const texts = Array.from({ length: count + 1 }, (_, index) => {
		const at = Math.round((min + index * step) * 1e9) / 1e9;
		return { at, text: text(at) };
	});
	return { min, max, step, texts };
}

/** Whether a line may run on from one point to the next: neighbours, counted in one way. */
export function isJoined(
	a: Readonly<{ at: number; marks: PointMarks }>,
	b: Readonly<{ at: number; marks: PointMarks }>
): boolean {
	return b.at - a.at === 1 && a.marks.definition === b.marks.definition;
}

/** Cuts points where no line may run: at what is missing, and where it is counted in another way. */
export function stretchesOf<Point extends Readonly<{ at: number; marks: PointMarks }>>(
	points: readonly Point[]
): readonly (readonly Point[])[] {
	const stretches: Point[][] = [];
	let last: Point | null = null;
	for (const point of points) {
		const current = stretches.at(-1);
		if (current === undefined || last === null || !isJoined(last, point)) stretches.push([point]);
		else current.push(point);
		last = point;
	}
	return stretches;
}

/** Columns of a file that say who told a point; see {@link tellerCells}. */
export const tellerColumns: TableModel['columns'] = [
	{ key: 'told_by', label: '', isForFile: true },
	{ key: 'sources', label: '', isForFile: true },
	{ key: 'contacts_since', label: '', isForFile: true }
];

/** Who told a point, in the order of {@link tellerColumns}. */
export function tellerCells({ told, sources, contactsSince }: PointMarks): readonly Cell[] {
	return [told, sources.join(', '), contactsSince ?? null];
}

/** What is to be known of a point, in words; '' where there is nothing. */
export function markWords(marks: PointMarks, { text }: TrendWording): string {
	const standing = marks.isRunning ? text.isRunning : marks.isPartial || marks.covered < 0.99 ? text.isPartial : '';
	return [standing, marks.told === 'both' ? text.toldByBoth : ''].filter(Boolean).join(', ');
}
