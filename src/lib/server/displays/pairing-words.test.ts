import { expect, test } from 'vitest';
import { makePairOfWords, wordCount, wordsOf } from './pairing-words.ts';

const numbers = Array.from({ length: wordCount }, (_, number) => number);

test.each(['nl', 'en'] as const)('there are at least 64 short words in %s, none of them twice', (language) => {
	const words = numbers.map((number) => wordsOf(`${number} ${number}`, language)[0]);
	expect(words.length).toBeGreaterThanOrEqual(64);
	expect(new Set(words).size).toBe(wordCount);
	for (const word of words) expect(word).toMatch(/^\p{Ll}{3,10}$/u);
	expect(() => wordsOf(`0 ${wordCount}`, language)).toThrow('no pair of words');
});

test('a word is the same thing in both languages', () => {
	expect(wordsOf('0 13', 'nl')).toEqual(['appel', 'draak']);
	expect(wordsOf('0 13', 'en')).toEqual(['apple', 'dragon']);
	expect(wordsOf(`${wordCount - 1} 65`, 'nl')).toEqual(['zwaan', 'tulp']);
	expect(wordsOf(`${wordCount - 1} 65`, 'en')).toEqual(['swan', 'tulip']);
});

test('a pair has two different words, and every word occurs in either place', () => {
	const pairs = Array.from({ length: 5_000 }, () => makePairOfWords().split(' ').map(Number));
	for (const [first, second] of pairs) expect(first).not.toBe(second);
	for (const place of [0, 1]) expect(new Set(pairs.map((pair) => pair[place])).size).toBe(wordCount);
});

test('what is no pair is an error and not half a pair', () => {
	for (const text of ['', '1', '1 999', 'a b']) expect(() => wordsOf(text, 'nl')).toThrow(RangeError);
});
