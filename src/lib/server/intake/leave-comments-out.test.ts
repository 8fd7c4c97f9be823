import { expect, test } from 'vitest';
import { commentLeftOut, leaveCommentsOut, leaveCommentsOutOfBroken } from './leave-comments-out.ts';

const words = 'Tilly next door';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const answer = JSON.stringify({ contact: 'c1', score: 9, comment: `${words} said "no"` });

test('leaves out what a customer wrote, and nothing else, letter by letter', () => {
	const raw = `{ "id":1.50, "data" : {"score":12345678901234567890,"comment" : "${words} \\"é\\u00e9\\" \\\\", "queue":"x"} }`;
	expect(leaveCommentsOut(raw)).toBe(
		`{ "id":1.50, "data" : {"score":12345678901234567890,"comment" : "${commentLeftOut}", "queue":"x"} }`
	);
	const other =
		'{"type":"contact.queued","data":{"contact":"a comment","queue":"comment"},"x":"c29tZSB0ZXh0IG9mIG5vdGhpbmc="}';
	expect(leaveCommentsOut(other)).toBe(other);
});

test.each([
	['a name that is spelled with escapes', `{"comm\\u0065nt":"${words}"}`],
	['a name in capitals', `{"Comment":"${words}"}`],
	['the same name twice', `{"comment":"a","comment":"${words}"}`],
	['an object', `{"comment":{"text":["${words}","}"]},"id":1}`],
	['a list', `[{"comment":["${words}"]}]`],
	['a text that is broken off', `{"data":{"comment":"${words}`],
	['an object that is broken off', `{"data":{"comment":{"a":"${words}"`],
	['no string at all', `{"comment":${words}}`],
	['JSON after something that is none', `<<<\n{"comment":"${words}"}\n>>>`],
	['a text of JSON as data', JSON.stringify({ data: answer })],
	['a text of a text', JSON.stringify({ data: JSON.stringify({ data: answer }) })],
	[
		'more texts in texts than anybody looks into',
		[1, 2, 3, 4, 5, 6].reduce((text) => JSON.stringify({ d: text }), answer)
	],
	['two bytes a letter', Buffer.from(answer, 'utf16le').toString()]
])('finds it in %s', (_what, raw) => {
	const kept = leaveCommentsOut(raw);
	expect(kept.replaceAll('\0', '')).not.toContain('Tilly');
	expect(kept).toContain(commentLeftOut);
});

test.each([
	`{'score': 9, 'comment': '${words}', 'x': 1}`,
	`contact=c1&comment=${words}`,
	`score: 9\ncomment: ${words}\nqueue: sales`,
	`{"score":9,"comment":"${words}`
])('where nothing could be read it looks beyond JSON: %s', (raw) => {
	expect(leaveCommentsOutOfBroken(raw)).not.toContain('Tilly');
	expect(leaveCommentsOutOfBroken(raw)).toMatch(/(score|contact)/);
});

test.each([
	['plain', base64(answer)],
	['for addresses', Buffer.from(answer).toString('base64url')],
	['of two bytes a letter', Buffer.from(answer, 'utf16le').toString('base64')],
	['of base64', base64(JSON.stringify({ data_base64: base64(answer) }))]
])('finds it in data_base64, %s', (_what, encoded) => {
	const { data_base64: kept } = JSON.parse(leaveCommentsOut(JSON.stringify({ data_base64: encoded }))) as {
		data_base64: string;
	};
	let text = Buffer.from(kept, 'base64').toString();
	const inner = /"data_base64":"([^"]+)"/.exec(text)?.[1];
	if (inner !== undefined) text = Buffer.from(inner, 'base64').toString();
	expect(JSON.parse(text)).toEqual({ contact: 'c1', score: 9, comment: commentLeftOut });
});

test('keeps the letters beside it that are not ASCII', () => {
	const raw = JSON.stringify({ data_base64: base64('{"queue":"café","comment":"é"}') });
	const { data_base64: kept } = JSON.parse(leaveCommentsOut(raw)) as { data_base64: string };
	expect(Buffer.from(kept, 'base64').toString()).toBe(`{"queue":"café","comment":"${commentLeftOut}"}`);
});

test('takes no longer for a text made to be slow', () => {
	const began = performance.now();
	leaveCommentsOut(`{"comment":${'['.repeat(200_000)}`);
	leaveCommentsOut(`${'"comment":'.repeat(50_000)}`);
	leaveCommentsOut('\\"'.repeat(200_000));
	expect(performance.now() - began).toBeLessThan(1_000);
});
