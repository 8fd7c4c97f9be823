import { randomInt } from 'node:crypto';

/** Languages a pair of words can be shown in. */
export type WordLanguage = 'nl' | 'en';

/**
 * Words of things that hurt nobody, each easy to tell from the others. A word has a number, and stands at the same place in
 * both languages. Only ever add: a pair that waits is kept by its numbers.
 */
const words: Readonly<Record<WordLanguage, readonly string[]>> = {
	nl: [
		...['appel', 'anker', 'bakker', 'ballon', 'berg', 'bezem', 'bloem', 'boot', 'brug', 'cactus'],
		...['citroen', 'dak', 'dorp', 'draak', 'druif', 'duin', 'egel', 'eiland', 'emmer', 'fiets'],
		...['fluit', 'gitaar', 'gouden', 'haven', 'hert', 'honing', 'iglo', 'jas', 'kaars', 'kameel'],
		...['kasteel', 'kers', 'klok', 'koffie', 'kompas', 'ladder', 'lamp', 'lepel', 'maan', 'molen'],
		...['muts', 'noot', 'oven', 'panda', 'parel', 'peer', 'piano', 'pinguïn', 'planeet', 'raam'],
		...['regen', 'robot', 'roos', 'schelp', 'sjaal', 'sleutel', 'sneeuw', 'spiegel', 'ster', 'stoel'],
		...['tafel', 'thee', 'tomaat', 'toren', 'trein', 'tulp', 'uil', 'vis', 'vlieger', 'vuurtoren'],
		...['walvis', 'wolk', 'wortel', 'zebra', 'zeep', 'zilver', 'zon', 'zwaan']
	],
	en: [
		...['apple', 'anchor', 'baker', 'balloon', 'mountain', 'broom', 'flower', 'boat', 'bridge', 'cactus'],
		...['lemon', 'roof', 'village', 'dragon', 'grape', 'dune', 'hedgehog', 'island', 'bucket', 'bicycle'],
		...['flute', 'guitar', 'golden', 'harbour', 'deer', 'honey', 'igloo', 'coat', 'candle', 'camel'],
		...['castle', 'cherry', 'clock', 'coffee', 'compass', 'ladder', 'lamp', 'spoon', 'moon', 'windmill'],
		...['beanie', 'walnut', 'oven', 'panda', 'pearl', 'pear', 'piano', 'penguin', 'planet', 'window'],
		...['rain', 'robot', 'rose', 'shell', 'scarf', 'key', 'snow', 'mirror', 'star', 'chair'],
		...['table', 'tea', 'tomato', 'tower', 'train', 'tulip', 'owl', 'fish', 'kite', 'lighthouse'],
		...['whale', 'cloud', 'carrot', 'zebra', 'soap', 'silver', 'sun', 'swan']
	]
};

/** How many words there are. */
export const wordCount = words.en.length;

/** Two different words, as numbers with a space between them. */
export function makePairOfWords(): string {
	const first = randomInt(wordCount);
	const second = (first + 1 + randomInt(wordCount - 1)) % wordCount;
	return `${first} ${second}`;
}

/**
 * The words of a pair in a language.
 * @throws RangeError when it is no pair that {@link makePairOfWords} made
 */
export function wordsOf(pair: string, language: WordLanguage): readonly [string, string] {
	const [first, second] = pair.split(' ').map((number) => words[language][Number(number)]);
	if (first === undefined || second === undefined) throw new RangeError(`words: ${pair} is no pair of words`);
	return [first, second];
}
