import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { EventData, SourceEventType } from '#lib/domain/contact/contact-event-schema.ts';
import { Calendar } from './calendar.ts';
import { Desk } from './desk/desk.ts';
import { dayAfter, localDayAt, openPeriod, type LocalDay } from './local-day.ts';
import type { DeskProfile } from './profile.ts';
import { membersOf, shiftsOfDay } from './staffing.ts';
import { aroundTheClockProfile, telecomProfile } from './telecom-profile.ts';
import { WeekPlan, type GrowthPlan } from './week-plan.ts';

/** What a simulated desk depends on; the same options give the same events. */
export type SimulatorOptions = Readonly<{
	/** Any safe integer. */
	seed: number;
	/** When it begins, UTC epoch ms; the desk is empty then, and whoever is planned to work signs in. */
	from: number;
	/** IANA zone of opening hours and shifts. */
	zone: string;
	/** True: the desk never closes, with a night profile outside the normal hours. Default false. */
	alwaysOpen?: boolean;
	/** A queue that serves a set number of customers a week; only where the desk never closes. Default: none. */
	growth?: GrowthPlan;
}>;

/** A service desk that lives as far as it is asked to. */
export type Simulator = Readonly<{
	/**
	 * Every event before an instant (UTC epoch ms) that was not given yet, in order of time; at one instant, cause before
	 * effect. How the calls cut time does not matter. An instant that was reached already gives nothing.
	 */
	until: (instant: number) => SourceEvent[];
}>;

/**
 * A seeded discrete-event simulation of a telecom's service desk. Contact and agent ids are plain strings.
 * @throws RangeError when the seed is no safe integer, `from` no instant or the zone unknown
 */
export function createSimulator({ alwaysOpen = false, ...options }: SimulatorOptions): Simulator {
	return simulate(alwaysOpen ? aroundTheClockProfile : telecomProfile, options);
}

/**
 * The same for a desk of any profile.
 * @throws RangeError as {@link createSimulator} does, and for a growth plan of a desk that closes
 */
export function simulate(
	profile: DeskProfile,
	{ seed, from, zone, growth }: Omit<SimulatorOptions, 'alwaysOpen'>
): Simulator {
	if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
	if (!Number.isSafeInteger(from)) throw new RangeError(`from must be UTC epoch ms, got ${from}`);
	// Who gives up tries again within the week, at any hour: nobody would let them in at night.
	if (growth && !profile.isAlwaysOpen) throw new RangeError('a desk that closes cannot have a growth plan');
	const plan = new WeekPlan(profile, growth ?? null, zone, seed);
	const members = membersOf(profile);
	const calendar = new Calendar(from);
	let events: SourceEvent[] = [];
	let eventCount = 0;
	const desk = new Desk(profile, calendar, seed, plan, emit);

	function emit<Type extends SourceEventType>(type: Type, data: EventData<Type>): void {
		// Padded, so that ids in order of time are also in order of text.
		const count = (eventCount++).toString(36).padStart(6, '0');
		const event = { source: 'demo', id: `${calendar.now.toString(36)}-${count}`, time: calendar.now, type, data };
		events.push(event as SourceEvent); // type and data come as one pair, which the compiler cannot follow
	}

	function planDay(day: LocalDay): void {
		const open = openPeriod(profile, day);
		if (open !== null && open.until > calendar.now) {
			calendar.schedule(Math.max(calendar.now, open.from), () => desk.open());
			if (!profile.isAlwaysOpen) calendar.schedule(open.until, () => desk.close());
		}
		for (const shift of shiftsOfDay(profile, members, day, seed)) desk.beginShift(shift);
		for (const queue of profile.queues) {
			for (const { at, topic } of plan.arrivalsOfDay(queue, day)) {
				if (at >= calendar.now) calendar.schedule(at, () => desk.arrive(queue, topic));
			}
		}
		calendar.schedule(day.until, () => planDay(dayAfter(day)));
	}

	const firstDay = localDayAt(from, zone);
	// The night team of the evening before may still be at work.
	for (const shift of shiftsOfDay(profile, members, dayAfter(firstDay, -1), seed)) desk.beginShift(shift);
	planDay(firstDay);

	return {
		until(instant) {
			calendar.runBefore(instant);
			const given = events;
			events = [];
			return given;
		}
	};
}
