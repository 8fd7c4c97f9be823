import type { AnnualPage, WeekCount } from '#lib/protocol/annual-page.ts';
import type { PointMarks } from '#lib/protocol/trend-series.ts';
import type { AxisText } from '../charts/trends/pictures.ts';
import { count, decimals } from '../format/number.ts';
import { axisFromZero, type ChartModel, markWords, stretchesOf, tellerCells, tellerColumns } from './chart-model.ts';
import { dateOfBucket } from './titles.ts';
import { monthName, type TrendWording } from './trend-words.ts';

const mostYears = 4;
const weeksOfYear = (year: number): number => {
	// 28 December always lies in the last week of its year.
	const thursday = dateOfBucket(`${year}-W53`);
	return thursday.getUTCFullYear() === year ? 53 : 52;
};

/** Years of a page whose 53rd week exists. */
export function yearsOf53(years: readonly number[]): readonly number[] {
	return years.filter((year) => weeksOfYear(year) === 53);
}

/** Contacts by ISO week, this year over earlier ones; null where no week is known. */
export function weeksModel(page: AnnualPage, wording: TrendWording): ChartModel | null {
	const { language, text } = wording;
	const years = [...page.weeks].sort((a, b) => a.year - b.year);
	const drawn = years.filter(({ year }) => year === page.year || page.against.includes(year)).slice(-mostYears);
	const highest = Math.max(0, ...drawn.flatMap(({ weeks }) => weeks.map(({ contacts }) => contacts ?? 0)));
	if (highest === 0) return null;
	const lastWeek = Math.max(52, ...drawn.flatMap(({ year }) => [weeksOfYear(year)]));
	const isThousands = highest >= 10_000;
	const scale = axisFromZero(
		highest,
		(value) =>
			isThousands
				? decimals(value / 1000, value % 1000 === 0 ? 0 : 1, language) + (value === 0 ? '' : '\u202fk')
				: count(value, language),
		5
	);
	const ends = drawn.map(
		({ weeks }) =>
			known(weeks)
				.filter(({ marks }) => isWhole(marks))
				.at(-1)?.contacts ?? 0
	);
	const lookUp = new Map(years.map(({ year, weeks }) => [year, new Map(weeks.map((week) => [week.week, week]))]));
	const all = Array.from({ length: lastWeek }, (_, index) => index + 1);
	return {
		picture: {
			kind: 'weeks',
			lastWeek,
			months: monthsOver(lastWeek, language),
			scale,
			years: drawn.map(({ year, weeks }, index) => {
				const points = known(weeks).map((week) => ({ ...week, at: week.week }));
				const whole = points.filter(({ marks }) => isWhole(marks));
				const running = points.filter(({ marks }) => !isWhole(marks)).at(-1);
				return {
					name: String(year),
					isThis: year === page.year,
					age: drawn.filter((other) => other.year > year && other.year !== page.year).length + 1,
					stretches: stretchesOf(whole).map((stretch) =>
						stretch.map(({ week, contacts }) => [week, contacts] as const)
					),
					running: running === undefined ? null : [running.week, running.contacts],
					labelAt: ends[index] ?? null
				};
			})
		},
		axis: 'x',
		grid: 0,
		points: all.map((week) => ({
			at: week,
			label: `${text.week} ${week}`,
			values: [...drawn].reverse().flatMap(({ year }) => {
				const found = lookUp.get(year)?.get(week);
				if (found === undefined) return [];
				const mark = markWords(found.marks, wording);
				return [{ name: String(year), text: count(found.contacts, language) + (mark === '' ? '' : ` (${mark})`) }];
			})
		})),
		table: {
			columns: [
				{ key: 'iso_week', label: text.week, show: String },
				...years.map(({ year }) => ({
					key: String(year),
					label: String(year),
					show: (value: number) => count(value, language)
				})),
				...years.flatMap(({ year }) =>
					tellerColumns.map(({ key, ...column }) => ({ ...column, key: `${year}_${key}` }))
				)
			],
			rows: all.map((week) => {
				const own = years.map(({ year }) => lookUp.get(year)?.get(week) ?? null);
				return [
					...[week, ...own.map((one) => one?.contacts ?? null)],
					...own.flatMap((one) => (one === null ? tellerColumns.map(() => null) : tellerCells(one.marks)))
				];
			})
		},
		summary: drawn.map(({ year }, index) => `${year}: ${count(ends[index] ?? 0, language)}`).join('; ')
	};
}

/** Whether a week may stand in a line: one that is cut off or not over is no fall. */
function isWhole({ isPartial, isRunning }: PointMarks): boolean {
	return !isPartial && !isRunning;
}

function known(weeks: readonly WeekCount[]): readonly (WeekCount & Readonly<{ contacts: number }>)[] {
	return weeks.filter((week): week is WeekCount & Readonly<{ contacts: number }> => week.contacts !== null);
}

function monthsOver(lastWeek: number, language: TrendWording['language']): readonly AxisText[] {
	return Array.from({ length: 12 }, (_, month) => ({
		at: 1 + ((month + 0.5) * (lastWeek - 1)) / 12,
		text: monthName(month + 1, language)
	}));
}
