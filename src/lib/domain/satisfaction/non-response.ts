/** One channel (or queue) as far as its survey reaches: how many contacts, who answered, who of those was satisfied. */
export type Surveyed = Readonly<{ contacts: number; responses: number; satisfied: number }>;

/** The lowest and highest value that the known answers leave possible, whatever the silent ones think. */
export type Bounds = Readonly<{ low: number; high: number }>;

/** How many were asked and how many answered, beside every score. */
export type ResponseFigures = Readonly<{
	/** Answered ÷ invited; null without invitations, and where more answered than are known to have been invited. */
	response_rate: number | null;
	/** Invited ÷ contacts; null without contacts, and where more were invited than there are contacts. */
	coverage: number | null;
	surveys_invited: number;
	surveys_answered: number;
	/** Invitations that may still be answered; above 0 the response rate is provisional. */
	surveys_running: number;
}>;

/** A score moves the line only when its response rate stays within this; more is a break in the line. */
export const steadyResponseShare = 0.05;
/** Channels whose response rates differ by more than this factor are shown side by side, never ranked. */
export const rankableFactor = 2;

/**
 * How far a survey reaches.
 * @param running invitations among `invited` that are younger than the reply limit and not answered yet
 */
export function responseFigures(contacts: number, invited: number, answered: number, running: number): ResponseFigures {
	return {
		response_rate: partOf(answered, invited),
		coverage: partOf(invited, contacts),
		surveys_invited: invited,
		surveys_answered: answered,
		surveys_running: running
	};
}

/** Share of contacts with a known opinion, 0 to 1; null without contacts. */
export function responseShare({ contacts, responses }: Surveyed): number | null {
	return partOf(responses, contacts);
}

/** Share of the answers that are satisfied, 0 to 1; null without answers. */
export function satisfiedShare({ responses, satisfied }: Surveyed): number | null {
	return partOf(satisfied, responses);
}

/**
 * Share of satisfied contacts when all the silent ones are dissatisfied, and when all are satisfied. Sampling error is not in it.
 * Source: Manski 1989, 2003.
 * @returns null without contacts
 * @throws RangeError when answers exceed contacts or satisfied ones exceed answers
 */
export function worstCaseBounds(channel: Surveyed): Bounds | null {
	const { contacts, responses, satisfied } = checked(channel);
	if (contacts === 0) return null;
	return { low: satisfied / contacts, high: (satisfied + contacts - responses) / contacts };
}

/** What two channels may differ by, first less second, without any assumption; null when either has no contacts. */
export function differenceBounds(first: Surveyed, second: Surveyed): Bounds | null {
	const a = worstCaseBounds(first);
	const b = worstCaseBounds(second);
	return a === null || b === null ? null : { low: a.low - b.high, high: a.high - b.low };
}

/** Whether one of two channels is the better one whatever the silent contacts think. */
export function isRankingIdentified(first: Surveyed, second: Surveyed): boolean {
	const bounds = differenceBounds(first, second);
	return bounds !== null && (bounds.low > 0 || bounds.high < 0);
}

/**
 * How much the responders of `channel` would have to be happier (above 0) or less happy (below 0) than its silent contacts for
 * both channels to be equal in truth, while the other's silent contacts are like its responders. A share; it may exceed 1,
 * and then nothing about this channel's silent contacts can turn the ranking.
 * @returns null when everybody answered, or when either channel has no answers
 */
export function tippingGap(channel: Surveyed, other: Surveyed): number | null {
	const own = satisfiedShare(checked(channel));
	const others = satisfiedShare(checked(other));
	const silent = channel.contacts - channel.responses;
	return own === null || others === null || silent === 0 ? null : (own - others) / (silent / channel.contacts);
}

/** Share of satisfied among all answers. It mostly measures which channel answers; null without answers. */
export function pooledByResponses(channels: readonly Surveyed[]): number | null {
	return partOf(total(channels, 'satisfied'), total(channels, 'responses'));
}

/**
 * Share of satisfied customers with each channel weighed by its contacts, the default for "how are our customers". `error` is
 * the standard error, null when a channel has a single answer.
 * @returns null without contacts, and when a channel with contacts has no answers: its weight cannot be given to the others
 */
export function pooledByVolume(
	channels: readonly Surveyed[]
): Readonly<{ value: number; error: number | null }> | null {
	const contacts = total(channels, 'contacts');
	let value = 0;
	let variance = 0;
	if (contacts === 0) return null;
	for (const channel of channels.filter((one) => one.contacts > 0)) {
		const share = satisfiedShare(checked(channel));
		if (share === null) return null;
		const weight = channel.contacts / contacts;
		value += weight * share;
		variance += weight * weight * ((share * (1 - share)) / (channel.responses - 1));
	}
	// With a single answer the last term is 0 ÷ 0: a spread that nobody can know.
	return { value, error: Number.isNaN(variance) ? null : Math.sqrt(variance) };
}

/** Bounds of the satisfied share of all channels together; null without contacts. */
export function pooledBounds(channels: readonly Surveyed[]): Bounds | null {
	const together = (key: keyof Surveyed): number => total(channels, key);
	for (const channel of channels) checked(channel);
	return worstCaseBounds({
		contacts: together('contacts'),
		responses: together('responses'),
		satisfied: together('satisfied')
	});
}

/**
 * Whether scores of channels may be ranked or coloured against each other: their response rates are all known and differ by
 * no more than a factor two.
 */
export function mayBeRanked(responseRates: readonly (number | null)[]): boolean {
	const known = responseRates.filter((rate) => rate !== null);
	if (known.length < responseRates.length || known.some((rate) => rate <= 0)) return false;
	return Math.max(...known) <= rankableFactor * Math.min(...known);
}

/** Whether a line of scores breaks between two spans because another part of the customers answers. */
export function isResponseBreak(before: number | null, after: number | null): boolean {
	if (before === null || after === null) return before !== after;
	return Math.abs(after - before) > steadyResponseShare + Number.EPSILON;
}

function total(channels: readonly Surveyed[], key: keyof Surveyed): number {
	return channels.reduce((sum, channel) => sum + channel[key], 0);
}

/** A share, or null where it is not known: nothing to divide by, or a part larger than what is known of its whole. */
function partOf(part: number, whole: number): number | null {
	return whole === 0 || part > whole ? null : part / whole;
}

function checked(channel: Surveyed): Surveyed {
	const { contacts, responses, satisfied } = channel;
	if (!(satisfied >= 0 && satisfied <= responses && responses <= contacts))
		throw new RangeError(`impossible answers of a channel: ${JSON.stringify(channel)}`);
	return channel;
}
