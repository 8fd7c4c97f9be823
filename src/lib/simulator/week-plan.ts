import { arrivalsOfDay, type Arrival, type ArrivalPiece, piecesOfDay } from './arrivals.ts';
import { dayAfter, localDayAt, type LocalDay } from './local-day.ts';
import { longestPatienceMs } from './patience.ts';
import type { DeskProfile, QueueProfile } from './profile.ts';
import { logNormal, randomStream, uniform, type RandomStream } from '#lib/domain/statistics/random.ts';

/** A queue that serves a set number of customers in each ISO week. */
export type GrowthPlan = Readonly<{
	queue: string;
	/** The Monday of the first planned week, `YYYY-MM-DD`. Weeks before it are left to chance. */
	firstWeek: string;
	/** Contacts to be served in the first week, the second, …; the last holds for every week after. */
	servedPerWeek: readonly number[];
}>;

/** Who gave up in a planned week tries again after about this long. */
const retryAfter = { medianMs: 100 * 60_000, spread: 1 };

/**
 * Who comes when: by chance, and in the weeks of a growth plan in set numbers. There the week's arrivals are as many
 * independent instants as are to be served, spread as the expected crowd is: a Poisson process given its total. For each of
 * them that gives up, one comes again within the week, and whoever comes in its last hour stays: so as many are served as
 * were planned, counted by the week in which they came.
 */
export class WeekPlan {
	readonly #profile: DeskProfile;
	readonly #growth: GrowthPlan | null;
	readonly #zone: string;
	readonly #seed: number;
	readonly #retries: RandomStream;
	#week: Readonly<{ name: string; arrivals: readonly Arrival[] }> | null = null;

	constructor(profile: DeskProfile, growth: GrowthPlan | null, zone: string, seed: number) {
		this.#profile = profile;
		this.#growth = growth;
		this.#zone = zone;
		this.#seed = seed;
		this.#retries = randomStream(seed, 'retries');
	}

	/** Everybody who comes to one queue on one day, in order of time. */
	arrivalsOfDay(queue: QueueProfile, day: LocalDay): readonly Arrival[] {
		const served = this.#servedIn(queue.queue, day);
		if (served === null) return arrivalsOfDay(this.#profile, queue, day, this.#seed);
		if (this.#week?.name !== day.weekName)
			this.#week = { name: day.weekName, arrivals: this.#draw(queue, day, served) };
		return this.#week.arrivals.filter(({ at }) => at >= day.from && at < day.until);
	}

	/**
	 * When somebody tries again who gave up now, so that the number served comes out.
	 * @param cameAt when the contact first entered the queue, UTC epoch ms
	 * @returns null where its week has no plan
	 * @throws RangeError when its week is over: then somebody gave up who was to stay
	 */
	retryAt(queue: string, cameAt: number, now: number): number | null {
		const until = this.#endOfWeek(queue, cameAt);
		if (until === null) return null;
		if (now >= until) throw new RangeError(`${now} is too late to try again in a week that ended at ${until}`);
		const at = now + Math.ceil(logNormal(this.#retries, retryAfter.medianMs, retryAfter.spread));
		return at < until ? at : Math.floor(uniform(this.#retries, now, until));
	}

	/** Whether somebody who comes to a queue at an instant (UTC epoch ms) does not give up: too late to try again in time. */
	stays(queue: string, cameAt: number): boolean {
		const until = this.#endOfWeek(queue, cameAt);
		return until !== null && cameAt >= until - longestPatienceMs;
	}

	/** The end of a planned week, UTC epoch ms; null where there is no plan. */
	#endOfWeek(queue: string, cameAt: number): number | null {
		// Asked at every contact: most queues have no plan, and a zone lookup costs microseconds.
		if (this.#growth?.queue !== queue) return null;
		const day = localDayAt(cameAt, this.#zone);
		return this.#servedIn(queue, day) === null ? null : dayAfter(day, 6 - day.weekdayIndex).until;
	}

	#servedIn(queue: string, day: LocalDay): number | null {
		if (this.#growth?.queue !== queue) return null;
		const { firstWeek, servedPerWeek } = this.#growth;
		const days = day.date.since(firstWeek, { largestUnit: 'days' }).days;
		if (days < 0) return null;
		return servedPerWeek[Math.floor(days / 7)] ?? servedPerWeek.at(-1) ?? null;
	}

	#draw(queue: QueueProfile, day: LocalDay, count: number): Arrival[] {
		const pieces = Array.from({ length: 7 }, (_, index) =>
			piecesOfDay(this.#profile, queue, dayAfter(day, index - day.weekdayIndex), this.#seed)
		).flat();
		return drawnFrom(pieces, count, randomStream(this.#seed, `week/${queue.queue}/${day.weekName}`));
	}
}

/** So many arrivals, each in a piece by its expected number, anywhere within it; in order of time. */
function drawnFrom(pieces: readonly ArrivalPiece[], count: number, random: RandomStream): Arrival[] {
	let total = 0;
	const ends = pieces.map(({ from, until, contactsPerHour }) => (total += (until - from) * contactsPerHour));
	const arrivals: Arrival[] = [];
	while (total > 0 && arrivals.length < count) {
		const piece = pieces[firstAbove(ends, random() * total)];
		if (piece) arrivals.push({ at: Math.floor(uniform(random, piece.from, piece.until)), topic: piece.topic });
	}
	return arrivals.sort((a, b) => a.at - b.at);
}

/** The place of the first of ascending numbers that is above another. */
function firstAbove(ascending: readonly number[], number: number): number {
	let [low, high] = [0, ascending.length - 1];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] ?? Infinity) > number) high = middle;
		else low = middle + 1;
	}
	return low;
}
