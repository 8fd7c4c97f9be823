import type { Calendar } from '../calendar.ts';
import type { Emit } from '../emit.ts';
import { happens, logNormal, randomStream, type RandomStream } from '#lib/domain/statistics/random.ts';
import { drawScore, type Experience } from '../satisfaction.ts';
import type { SurveyProfile } from '../survey-profile.ts';
import type { TopicProfile } from '../topic-profile.ts';
import type { ContactInDesk } from './contact-in-desk.ts';

const dayMs = 86_400_000;

/** Asks customers afterwards, not all of them and nobody too often, and passes on what they answer. */
export class Surveys {
	readonly #profile: SurveyProfile;
	readonly #calendar: Calendar;
	readonly #emit: Emit;
	readonly #random: RandomStream;
	/** When a customer was last asked, UTC epoch ms; the longest ago first. */
	readonly #askedAt = new Map<string, number>();

	constructor(profile: SurveyProfile, calendar: Calendar, seed: number, emit: Emit) {
		this.#profile = profile;
		this.#calendar = calendar;
		this.#emit = emit;
		this.#random = randomStream(seed, 'surveys');
	}

	/** To be called when a contact was handled and has ended: the customer may be asked about it. */
	contactEnded({ contact, customer, queue, needs, ...story }: ContactInDesk, topic: TopicProfile): void {
		const { channel } = queue;
		const experience: Experience = { ...story, channel, topic, outcome: needs.outcome };
		const asked = this.#profile.channels[channel];
		const random = this.#random;
		if (asked === undefined || !happens(random, asked.invitedShare) || !this.#mayBeAsked(customer)) return;
		const { kind, scale, closesAfterDays } = this.#profile;
		const invitedMs = 1000 * logNormal(random, asked.invitedAfter.medianSeconds, asked.invitedAfter.spread);
		const answeredMs = 1000 * logNormal(random, asked.answeredAfter.medianSeconds, asked.answeredAfter.spread);
		const willAnswer = happens(random, asked.answeredShare);
		const score = drawScore(this.#profile, asked, experience, random);
		const invitedAt = Math.round(this.#calendar.now + invitedMs);
		this.#calendar.schedule(invitedAt, () => this.#emit('survey.invited', { contact, kind, channel }));
		if (!willAnswer) return;
		// A form that is filled in at once still takes some seconds.
		const answeredAt = invitedAt + Math.round(Math.min(closesAfterDays * dayMs, Math.max(5_000, answeredMs)));
		this.#calendar.schedule(answeredAt, () =>
			this.#emit('survey.answered', { contact, kind, score, scale: { ...scale }, channel })
		);
	}

	#mayBeAsked(customer: string): boolean {
		const { now } = this.#calendar;
		for (const [other, at] of this.#askedAt) {
			if (at > now - this.#profile.quietDays * dayMs) break;
			this.#askedAt.delete(other);
		}
		if (this.#askedAt.has(customer)) return false;
		this.#askedAt.set(customer, now);
		return true;
	}
}
