import type { SiteCalendar } from '../time/calendar.ts';
import { dateOfDay, type LocalDay } from '../time/local-days.ts';
import { isPeriodGrain, type ReportGrain } from './report-grain.ts';
import { type Period, periodAt, weekdayOf } from './report-period.ts';

/** What a bucket may be named after besides the instant. */
export type BucketSubject = Readonly<{ queue: string | null; channel: string | null; topic: string | null }>;

const quarterMs = 900_000;
const dayMs = 86_400_000;
/** Of quarters of an hour; eleven years of them. */
const maxKnown = 400_000;

/**
 * The bucket of an instant, for millions of them: the calendar is asked once for each period, day or quarter of an hour.
 * The hour that comes twice in autumn is one hour of the day.
 */
export class ReportBuckets {
	readonly #calendar: SiteCalendar;
	readonly #grain: ReportGrain;
	/** Periods by the days of UTC that they touch. */
	readonly #periods = new Map<number, Period[]>();
	readonly #hours = new Map<number, string>();
	#last: Period = { from: 0, to: 0, bucket: '' };

	constructor(calendar: SiteCalendar, grain: ReportGrain) {
		this.#calendar = calendar;
		this.#grain = grain;
	}

	/** The name of the bucket; null where the queue, channel or topic is not known. */
	of(at: number, subject: BucketSubject): string | null {
		switch (this.#grain) {
			case 'total':
				return 'total';
			case 'queue':
			case 'channel':
			case 'topic':
				return subject[this.#grain];
			case 'hour':
				return this.#hourOf(at);
			default:
				return this.periodOf(at).bucket;
		}
	}

	/** A day that is known already need not be asked of the calendar. */
	knowDay({ from, to, day }: LocalDay): void {
		if (this.#grain !== 'day' && this.#grain !== 'weekday') return;
		const bucket = this.#grain === 'day' ? dateOfDay(day) : weekdayOfDay(day);
		const utcDay = Math.floor(from / dayMs);
		const known = this.#periods.get(utcDay) ?? [];
		if (!known.some((one) => one.from === from)) known.push({ from, to, bucket });
		this.#periods.set(utcDay, known);
	}

	/** The period of an instant; of a grain without periods, its day. */
	periodOf(at: number): Period {
		if (at >= this.#last.from && at < this.#last.to) return this.#last;
		const day = Math.floor(at / dayMs);
		let known = this.#periods.get(day);
		if (known === undefined) {
			if (this.#periods.size >= maxKnown) this.#periods.clear();
			known = [];
			this.#periods.set(day, known);
		}
		let period = known.find(({ from, to }) => at >= from && at < to);
		if (period === undefined) {
			period = this.#periodAt(at);
			known.push(period);
		}
		this.#last = period;
		return period;
	}

	#periodAt(at: number): Period {
		if (isPeriodGrain(this.#grain)) return periodAt(this.#calendar, this.#grain, at);
		return { ...this.#calendar.dayOf(at), bucket: weekdayOf(this.#calendar, at) };
	}

	/** Every zone in use differs from UTC by whole quarters of an hour. */
	#hourOf(at: number): string {
		const quarter = Math.floor(at / quarterMs);
		let hour = this.#hours.get(quarter);
		if (hour === undefined) {
			if (this.#hours.size >= maxKnown) this.#hours.clear();
			hour = this.#calendar.localTime(quarter * quarterMs).slice(11, 13);
			this.#hours.set(quarter, hour);
		}
		return hour;
	}
}

/** 1 January 1970 was a Thursday; `1` is Monday. */
function weekdayOfDay(day: number): string {
	return String(((((day + 3) % 7) + 7) % 7) + 1);
}
