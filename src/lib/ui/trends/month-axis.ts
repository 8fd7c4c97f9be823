import type { PointMarks } from '#lib/protocol/trend-series.ts';
import type { MonthAxis } from '../charts/trends/pictures.ts';
import { dayBefore, sourceNote } from './counted-otherwise.ts';
import { dateOfBucket } from './titles.ts';
import { dayText, type TrendWording } from './trend-words.ts';

/** Months as places on an axis, the first of them 0. */
export class Months {
	readonly #first: number;
	readonly count: number;

	/** @param months `2021-03` of all that stand on it, in any order */
	constructor(months: readonly string[]) {
		const numbers = months.map(numberOf);
		this.#first = Math.min(...numbers, Infinity);
		this.count = numbers.length === 0 ? 0 : Math.max(...numbers) - this.#first + 1;
	}

	/** Index of a month. */
	indexOf(month: string): number {
		return numberOf(month) - this.#first;
	}

	/** Where a date lies, in months from the start of the axis. */
	placeOf(date: Date): number {
		const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
		const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
		return year * 12 + month - this.#first + (date.getUTCDate() - 1) / days;
	}

	/** Where a bucket of a series begins; `end` puts it behind its last day. */
	placeOfBucket(bucket: string, end = false): number {
		const date = dateOfBucket(bucket);
		// A week is placed by its Thursday; its ends lie three days before and four after it.
		const days = bucket.includes('-W') ? (end ? 4 : -3) : 0;
		return this.placeOf(new Date(date.getTime() + days * 86_400_000)) + (end && /^\d{4}$/.test(bucket) ? 12 : 0);
	}

	/** The axis with its years below, and where another way of counting begins. */
	axis(points: readonly Readonly<{ at: number; marks: PointMarks }>[], wording: TrendWording): MonthAxis {
		const firstYear = Math.floor(this.#first / 12);
		const lastYear = Math.floor((this.#first + this.count - 1) / 12);
		const years = [];
		for (let year = firstYear; year <= lastYear && this.count > 0; year += 1) {
			const from = Math.max(0, year * 12 - this.#first);
			const to = Math.min(this.count, year * 12 + 12 - this.#first);
			if (to - from >= 3 || firstYear === lastYear) years.push({ at: (from + to) / 2, text: String(year) });
		}
		const changes = points
			.filter(({ marks }, index) => index > 0 && points[index - 1]?.marks.definition !== marks.definition)
			.map(({ at }) => at);
		return {
			months: Math.max(1, this.count),
			years,
			changes,
			changeText: wording.text.measurementChange,
			sources: this.#sources(points, wording)
		};
	}

	/** Where others begin to tell, of points that are counted alike: another way of counting is a gap of its own. */
	#sources(
		points: readonly Readonly<{ at: number; marks: PointMarks }>[],
		wording: TrendWording
	): MonthAxis['sources'] {
		const { language, text } = wording;
		return points.flatMap(({ at, marks }, index) => {
			const { told, definition, contactsSince, sources } = marks;
			if (told === 'both' && contactsSince !== undefined && !definition.includes(' + '))
				return [{ at: this.placeOf(new Date(`${contactsSince}T00:00Z`)), text: sourceNote(marks, wording) ?? '' }];
			const before = points[index - 1]?.marks;
			if (before === undefined || before.definition !== definition || before.told === 'both') return [];
			if (before.told === 'totals' && told === 'contacts')
				return [{ at, text: text.totalsUntil(dayText(dayBefore(`${this.#monthAt(at)}-01`), language)) }];
			const isOther = told === 'totals' && before.told === 'totals' && sources.join() !== before.sources.join();
			return isOther ? [{ at, text: text.otherTotals(sources.join(', ')) }] : [];
		});
	}

	#monthAt(at: number): string {
		const number = this.#first + at;
		return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
	}
}

function numberOf(month: string): number {
	const [year = '0', no = '1'] = month.split('-');
	return Number(year) * 12 + Number(no) - 1;
}
