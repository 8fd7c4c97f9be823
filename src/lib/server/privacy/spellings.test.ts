import { expect, test } from 'vitest';
import { spellingsOf } from './spellings.ts';

test('a text is found in a file in each of its spellings, wherever in base64 it begins', () => {
	const identifier = '+31 20 é "1"/7';
	const spellings = spellingsOf(identifier);
	const isFound = (text: string): boolean => spellings.some((spelling) => text.includes(spelling));
	const escaped = JSON.stringify({ c: identifier }).replace('é', '\\u00e9');
	for (const text of [identifier, JSON.stringify({ c: identifier }), escaped, encodeURIComponent(`a ${identifier} b`)])
		expect([text, isFound(text)]).toEqual([text, true]);
	for (let before = 0; before < 6; before++) {
		const encoded = Buffer.from(`${'y'.repeat(before)}${identifier}zz`).toString('base64');
		expect([before, isFound(encoded)]).toEqual([before, true]);
	}
	expect(isFound(Buffer.from('+31 20 e "1"/7').toString('base64'))).toBe(false);
});
