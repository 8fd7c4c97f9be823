import type { IntervalEvent } from '#lib/domain/contact/contact-event.ts';
import { type IntervalData, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { dateOfDay, dayNo } from '#lib/domain/time/local-days.ts';
import { localPeriodAt, localWeekday, spanOf, type TotalGrain } from '#lib/domain/time/local-period.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { telecomTopics } from '../telecom-topics.ts';
import type { YearChannel } from './channel-years.ts';
import { drawDay, type TopicDay } from './day-of-years.ts';
import { addCell, emptyCell, figuresOf, levelOf, type YearCell } from './year-cell.ts';
import { firstDayOfYears } from './year-story.ts';

/** What the earlier years depend on; the same options give the same events. */
export type EarlierYearsOptions = Readonly<{
	/** Any safe integer. */
	seed: number;
	/** Local midnight, UTC epoch ms, up to which totals are told: from then on every contact is. */
	until: number;
	/** IANA zone. */
	zone: string;
}>;

/** The name of the system that would have kept them. */
export const yearsSource = 'demo-years';

const dayMs = 86_400_000;
const topicNumbers = new Map(telecomTopics.map(({ topic }, index) => [topic, index + 1]));

/**
 * Totals of the years before a desk's first contact, from 2014 on: of each day by channel, of each ISO week and month by channel
 * and topic, and of the days of the last month, which is not over, by channel and topic. They are sums of the same drawn days, so
 * they agree. Where the years end changes nothing in those before.
 * @throws RangeError when `until` is no midnight of the zone
 */
export function* earlierYears({ seed, until, zone }: EarlierYearsOptions): Generator<IntervalEvent> {
	const clock = new WallClock(zone);
	const end = clock.localOf(until);
	if (end % dayMs !== 0) throw new RangeError(`${new Date(until).toISOString()} is no midnight in ${zone}`);
	const tellers = {
		channels: new Teller('day', clock, false),
		weeks: new Teller('week', clock, true),
		months: new Teller('month', clock, true),
		rest: new Teller('day', clock, true)
	};
	const first = dayNo(firstDayOfYears) * dayMs;
	for (let local = first; local < end; local += dayMs) {
		const drawn = drawDay(seed, dayOf(local));
		yield* tellers.channels.take(local, drawn);
		const [week, month] = [localPeriodAt('week', local), localPeriodAt('month', local)];
		// A part of a week or month would pass for the whole.
		if (week.from >= first && week.to <= end) yield* tellers.weeks.take(local, drawn);
		yield* (month.to <= end ? tellers.months : tellers.rest).take(local, drawn);
	}
}

function dayOf(local: number) {
	const day = local / dayMs;
	const weekdayIndex = localWeekday(local) - 1;
	return { day, date: dateOfDay(day), weekdayIndex, weekName: dateOfDay(day - weekdayIndex) };
}

/** Adds up days to periods of one length, and tells each when its last day has come. */
class Teller {
	readonly #grain: TotalGrain;
	readonly #clock: WallClock;
	readonly #byTopic: boolean;
	readonly #cells = new Map<string, { channel: YearChannel; topic: string | null; cell: YearCell }>();

	constructor(grain: TotalGrain, clock: WallClock, byTopic: boolean) {
		this.#grain = grain;
		this.#clock = clock;
		this.#byTopic = byTopic;
	}

	/** @param local midnight of the day */
	*take(local: number, drawn: readonly TopicDay[]): Generator<IntervalEvent> {
		for (const { channel, topic, cell } of drawn) {
			const key = this.#byTopic ? `${channel}.${topicNumbers.get(topic) ?? 0}` : channel;
			let known = this.#cells.get(key);
			if (known === undefined)
				this.#cells.set(key, (known = { channel, topic: this.#byTopic ? topic : null, cell: emptyCell() }));
			addCell(known.cell, cell);
		}
		const period = localPeriodAt(this.#grain, local);
		if (period.to > local + dayMs) return;
		const { from, to } = spanOf(this.#grain, period, this.#clock);
		for (const [key, { channel, topic, cell }] of this.#cells) {
			const definition = levelOf(channel, dateOfDay(period.from / dayMs));
			const subject = topic === null ? { channel } : { channel, topic };
			const data: IntervalData = {
				...{ grain: this.#grain, bucket: period.label, to, zone: this.#clock.zone },
				...subject,
				...figuresOf(cell, definition)
			};
			yield { source: yearsSource, id: `${period.label}.${key}`, time: from, type: intervalEventType, data };
		}
		this.#cells.clear();
	}
}
