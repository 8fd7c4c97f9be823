import { expect, test } from 'vitest';
import { filledIn, reason, reasonInMessage, reasonMessage, reasonText } from './reason.ts';
import { reasonTexts } from './reason-texts.ts';

test('a reason says its text with what it is about', () => {
	expect(reasonText(reason('missing'))).toBe('missing');
	expect(reasonText(reason('scale-order', { min: 5, max: 1 }))).toBe('min must be below max, and 5 is not below 1');
	// What was sent is not read as a text of ours.
	expect(reasonText(reason('there-already-at', { name: '{place} $& $1', place: 3 }))).toBe(
		'{place} $& $1 is there already, in place 3'
	);
});

test('a value that another version does not send leaves its name standing', () => {
	expect(filledIn('must be at least {least}', {})).toBe('must be at least {least}');
	expect(filledIn('{toString} {constructor}', {})).toBe('{toString} {constructor}');
});

test('a reason goes through the message of a schema unharmed, and no other message is taken for one', () => {
	const got = '"reason:{\\"key\\"} ü\u2028"';
	expect(reasonInMessage(reasonMessage('duration', { got }))).toEqual(reason('duration', { got }));
	for (const message of ['', 'Invalid type: Expected string but received 1', 'must be a reason: here'])
		expect(reasonInMessage(message)).toBeNull();
});

test('no two reasons are told programs in the same words', () => {
	const texts = Object.values<string>(reasonTexts);
	expect(new Set(texts).size).toBe(texts.length);
	for (const key of Object.keys(reasonTexts)) expect(key).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
});
