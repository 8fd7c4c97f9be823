import type { Channel } from '#lib/domain/contact/channel.ts';
import type { Calendar } from '../calendar.ts';
import type { DeskProfile, QueueProfile } from '../profile.ts';
import {
	choose,
	happens,
	randomStream,
	standardNormal,
	uniform,
	type RandomStream
} from '#lib/domain/statistics/random.ts';
import { type TopicProfile, topicOn } from '../topic-profile.ts';
import type { Comer } from './comer.ts';
import type { ContactInDesk } from './contact-in-desk.ts';

/** Somebody who will come again, at the first arrival between two instants, UTC epoch ms. */
type Expected = Readonly<{ comer: Comer; from: number; until: number }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A contact about the same after this long is a matter of its own. */
const sameMatterMs = 7 * dayMs;

/**
 * The customers: who is new, and who comes again about the same. Whoever comes again takes the place of somebody who would have
 * come anyway, so that the crowds stay as large as the profile says.
 */
export class Customers {
	readonly #profile: DeskProfile;
	readonly #calendar: Calendar;
	readonly #random: RandomStream;
	/** By queue, in the order of `from`. */
	readonly #expected = new Map<string, Expected[]>();
	#count = 0;

	constructor(profile: DeskProfile, calendar: Calendar, seed: number) {
		this.#profile = profile;
		this.#calendar = calendar;
		this.#random = randomStream(seed, 'customers');
	}

	/** Who it is that comes to a queue. A crowd's topic is its own, and its people are new. */
	atTheDoor(queue: QueueProfile, surgeTopic: string | null): Comer {
		return (surgeTopic === null ? this.#nextExpected(queue.queue) : null) ?? this.#somebodyNew(surgeTopic);
	}

	/** Who tries again in the place of somebody who gave up: mostly the same. */
	retrying(contact: ContactInDesk): Comer {
		const { share } = this.#profile.comebacks.afterGivingUp;
		return happens(this.#random, share) ? afterGivingUp(contact) : this.#somebodyNew(contact.topic.real);
	}

	/** Somebody was handled, and may come again. */
	handled(contact: ContactInDesk, topic: TopicProfile): void {
		const { outcomeFactors, byPhoneShare } = this.#profile.comebacks;
		const random = this.#random;
		const comesAgain = happens(random, topic.returnShare * outcomeFactors[contact.needs.outcome]);
		const { channel } = contact.queue;
		const byPhone = channel !== 'phone' && (happens(random, byPhoneShare) || topicOn(topic, channel).handOn !== null);
		const delayMs = this.#comebackMs();
		if (!comesAgain) return;
		const queue = byPhone ? this.#queueFor(topic.topic, 'phone') : contact.queue.queue;
		const comer = { customer: contact.customer, topic: topic.topic, comesAgain: true, gaveUpBefore: false };
		// Those who come by another queue than their own still come within the week.
		this.#expect(queue, comer, Math.min(delayMs, sameMatterMs - dayMs), sameMatterMs - hourMs);
	}

	/** Somebody gave up, and may try again. */
	gaveUp(contact: ContactInDesk): void {
		const { share, minutes } = this.#profile.comebacks.afterGivingUp;
		const random = this.#random;
		const delayMs = uniform(random, ...minutes) * minuteMs;
		if (happens(random, share)) this.#expect(contact.queue.queue, afterGivingUp(contact), delayMs, dayMs);
	}

	#comebackMs(): number {
		const { sameDayShare, sameDayHours, laterDays, laterHoursSpread } = this.#profile.comebacks;
		const random = this.#random;
		if (happens(random, sameDayShare)) return uniform(random, ...sameDayHours) * hourMs;
		const { days } = choose(
			random,
			laterDays.map((weight, index) => ({ weight, days: index + 1 }))
		);
		return days * dayMs + standardNormal(random) * laterHoursSpread * hourMs;
	}

	#queueFor(topic: string, channel: Channel): string {
		const queues = this.#profile.queues.filter((queue) => queue.channel === channel);
		const own = queues.find((queue) => queue.topics.some((known) => known.topic === topic)) ?? queues[0];
		if (own === undefined) throw new RangeError(`no queue of channel ${channel} in the profile`);
		return own.queue;
	}

	#expect(queue: string, comer: Comer, delayMs: number, limitMs: number): void {
		const { now } = this.#calendar;
		const expected = this.#expectedIn(queue);
		const from = now + Math.max(minuteMs, Math.round(delayMs));
		const place = expected.findLastIndex((other) => other.from <= from);
		expected.splice(place + 1, 0, { comer, from, until: now + limitMs });
	}

	#nextExpected(queue: string): Comer | null {
		const { now } = this.#calendar;
		const expected = this.#expectedIn(queue);
		for (let first = expected[0]; first !== undefined && first.from <= now; first = expected[0]) {
			expected.shift();
			if (first.until > now) return first.comer;
		}
		return null;
	}

	#expectedIn(queue: string): Expected[] {
		let expected = this.#expected.get(queue);
		if (expected === undefined) this.#expected.set(queue, (expected = []));
		return expected;
	}

	#somebodyNew(topic: string | null): Comer {
		this.#count += 1;
		return { customer: `customer-${this.#count}`, topic, comesAgain: false, gaveUpBefore: false };
	}
}

function afterGivingUp({ customer, topic, comesAgain }: ContactInDesk): Comer {
	return { customer, topic: topic.real, comesAgain, gaveUpBefore: true };
}
