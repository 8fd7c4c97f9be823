/** Contacts of one channel that are alike, such as one topic and one band of waits. */
export type Stratum = Readonly<{ name: string; contacts: number; responses: number; satisfied: number }>;

/** A score weighed back to all contacts of a channel. */
export type PostStratified = Readonly<{
	/** Share of satisfied among the answers, unweighed. */
	raw: number;
	/** Share of satisfied contacts, each stratum counting by its contacts. */
	value: number;
	/** Standard error of the value; null when a stratum is left with a single answer. */
	error: number | null;
	/** The same where the contacts are all there ever were (finite population). */
	errorFinite: number | null;
	/** Contacts that one answer stands for, by stratum. */
	weights: readonly number[];
	/** How many equally weighed answers would tell as much (Kish 1965). */
	effectiveResponses: number;
	/** Answers ÷ effective answers: what the weighing costs. */
	designEffect: number;
	/** The strata as they were used, thin ones joined with a neighbour. */
	strata: readonly Stratum[];
}>;

/** A stratum with fewer answers is joined with a neighbour. */
export const fewestInStratum = 5;

/**
 * Post-stratified score of one channel. It repairs only what the strata explain: that those who answer are like those who do
 * not within each of them remains an assumption.
 * @param strata in an order that puts like beside like (topic, then wait): thin ones are joined with the neighbour that has
 *   fewer answers
 * @returns null without answers
 * @throws RangeError when satisfied ones exceed answers or answers exceed contacts
 */
export function postStratified(strata: readonly Stratum[]): PostStratified | null {
	for (const stratum of strata) check(stratum);
	const used = collapsed(strata.filter(({ contacts }) => contacts > 0));
	const contacts = sumOf(used, ({ contacts: own }) => own);
	const responses = sumOf(used, ({ responses: own }) => own);
	if (responses === 0) return null;
	const effectiveResponses = contacts ** 2 / sumOf(used, (stratum) => stratum.contacts ** 2 / stratum.responses);
	return {
		raw: sumOf(used, ({ satisfied }) => satisfied) / responses,
		value: sumOf(used, (stratum) => (stratum.contacts / contacts) * shareOf(stratum)),
		error: errorOf(used, contacts, () => 1),
		errorFinite: errorOf(used, contacts, (stratum) => 1 - stratum.responses / stratum.contacts),
		weights: used.map((stratum) => stratum.contacts / stratum.responses),
		effectiveResponses,
		designEffect: responses / effectiveResponses,
		strata: used
	};
}

function errorOf(used: readonly Stratum[], contacts: number, factor: (stratum: Stratum) => number): number | null {
	// Only a channel with fewer than five answers in all keeps a stratum this thin.
	if (used.some(({ responses }) => responses < 2)) return null;
	return Math.sqrt(
		sumOf(used, (stratum) => {
			const share = shareOf(stratum);
			const weight = stratum.contacts / contacts;
			return (weight * weight * share * (1 - share) * factor(stratum)) / (stratum.responses - 1);
		})
	);
}

function collapsed(strata: readonly Stratum[]): Stratum[] {
	const rest = [...strata];
	for (;;) {
		const thin = rest.findIndex(({ responses }) => responses < fewestInStratum);
		if (thin === -1 || rest.length === 1) return rest;
		const before = rest[thin - 1]?.responses ?? Infinity;
		const after = rest[thin + 1]?.responses ?? Infinity;
		const first = before <= after ? thin - 1 : thin;
		const [one, other] = rest.slice(first, first + 2);
		if (one === undefined || other === undefined) return rest;
		rest.splice(first, 2, joined(one, other));
	}
}

function joined(one: Stratum, other: Stratum): Stratum {
	return {
		name: `${one.name} + ${other.name}`,
		contacts: one.contacts + other.contacts,
		responses: one.responses + other.responses,
		satisfied: one.satisfied + other.satisfied
	};
}

function shareOf({ satisfied, responses }: Stratum): number {
	return satisfied / responses;
}

function sumOf(strata: readonly Stratum[], part: (stratum: Stratum) => number): number {
	return strata.reduce((sum, stratum) => sum + part(stratum), 0);
}

function check(stratum: Stratum): void {
	const { contacts, responses, satisfied } = stratum;
	if (!(satisfied >= 0 && satisfied <= responses && responses <= contacts))
		throw new RangeError(`impossible answers of a stratum: ${JSON.stringify(stratum)}`);
}
