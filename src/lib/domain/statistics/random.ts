/** A reproducible source of uniform numbers, at least 0 and below 1. */
export type RandomStream = () => number;

/**
 * A stream of its own for one concern (arrivals of a queue on a day, patience, …). Two names give unrelated streams, so
 * that a new concern, or one more draw in an old one, leaves all the others as they were.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded from a hash of seed and name.
 * @param seed any safe integer
 */
export function randomStream(seed: number, name: string): RandomStream {
	if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
	const key = `${seed}/${name}`;
	let a = hash(key, 0x811c9dc5);
	let b = hash(key, 0x9e3779b9);
	let c = hash(key, 0x85ebca6b);
	let counter = 1;
	function nextWord(): number {
		const word = (a + b + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + word) | 0;
		return word >>> 0;
	}
	// The author's advice: the first words still show the seed.
	for (let round = 0; round < 15; round++) nextWord();
	return () => nextWord() / 0x1_0000_0000;
}

/** Whether something with this probability happens. */
export function happens(random: RandomStream, probability: number): boolean {
	return random() < probability;
}

/** Uniform between two bounds, in their unit. */
export function uniform(random: RandomStream, low: number, high: number): number {
	return low + (high - low) * random();
}

/** Exponential with the given mean, in its unit. */
export function exponential(random: RandomStream, mean: number): number {
	return -mean * Math.log(1 - random());
}

/** Standard normal (Box and Muller); always takes two numbers of the stream. */
export function standardNormal(random: RandomStream): number {
	const radius = Math.sqrt(-2 * Math.log(1 - random()));
	return radius * Math.cos(2 * Math.PI * random());
}

/** Log-normal by its median (in the median's unit) and the standard deviation of its logarithm. */
export function logNormal(random: RandomStream, median: number, spread: number): number {
	return median * Math.exp(spread * standardNormal(random));
}

/**
 * One of the choices, each as likely as its weight says.
 * @throws RangeError when there is nothing to choose from
 */
export function choose<Choice extends Readonly<{ weight: number }>>(
	random: RandomStream,
	choices: readonly Choice[]
): Choice {
	let left = random() * choices.reduce((sum, choice) => sum + choice.weight, 0);
	for (const choice of choices) {
		left -= choice.weight;
		if (left < 0) return choice;
	}
	throw new RangeError('nothing to choose from: no weight above zero');
}

/** The same elements in a random order (Fisher and Yates); the given array stays as it is. */
export function shuffled<Element>(random: RandomStream, elements: readonly Element[]): Element[] {
	const rest = [...elements];
	const order: Element[] = [];
	while (rest.length > 0) order.push(...rest.splice(Math.floor(random() * rest.length), 1));
	return order;
}

/** FNV-1a over the characters from a given basis, then the finaliser of MurmurHash3. */
function hash(text: string, basis: number): number {
	let value = basis;
	for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}
