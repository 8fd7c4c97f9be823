import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { type IntervalData, intervalEventType } from '#lib/domain/contact/interval-event.ts';
import { localPeriodAt, spanOf, type TotalGrain } from '#lib/domain/time/local-period.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';

const clock = new WallClock('Europe/Amsterdam');
const dayMs = 86_400_000;

/** Totals of the period that holds a date, as an import would bring them. */
export function intervalEvent(
	grain: TotalGrain,
	date: string,
	data: Partial<IntervalData>,
	source = 'old-report'
): NewEvent {
	const period = localPeriodAt(grain, Date.parse(`${date}T00:00Z`));
	const { from, to } = spanOf(grain, period, clock);
	const id = `${grain}.${period.label}.${data.channel ?? ''}.${data.topic ?? ''}.${data.queue ?? ''}`;
	const whole = { grain, bucket: period.label, to, zone: clock.zone, definition: {}, ...data };
	return { source, id, type: intervalEventType, time: from, data: whole };
}

/** The dates from one to another, both included. */
export function datesFrom(first: string, last: string): string[] {
	const dates: string[] = [];
	for (let at = Date.parse(`${first}T00:00Z`); at <= Date.parse(`${last}T00:00Z`); at += dayMs)
		dates.push(new Date(at).toISOString().slice(0, 10));
	return dates;
}
