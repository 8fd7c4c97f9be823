import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import { plainCheck } from './plain-check.ts';

/** Values at the edges of what the schemas allow. */
const anyField = fc.oneof(
	fc.constantFrom('', 'x', 'phone', 'new', 'csat', 'ready', 'office', 'test', 'resolved', 'hung_up', 'x'.repeat(200)),
	fc.constantFrom<unknown>('x'.repeat(201), '🦔'.repeat(100), '🦔'.repeat(101), true, false, null, NaN, -0, 0.5),
	fc.constantFrom(-1001, -1000, 0, 100, 101, 1000, 1001, Infinity, -Infinity),
	fc.constantFrom<unknown>([], ['q'], {}, { min: 1, max: 5 }, { min: 5, max: 1 })
);

/** What a field of this name holds most of the time. */
function usualField(name: string): fc.Arbitrary<unknown> {
	if (['priority', 'maxChats', 'score'].includes(name)) return fc.constantFrom(0, 7, 100);
	if (['parallel', 'wrapUp', 'waitUnknown'].includes(name)) return fc.boolean();
	const choices = {
		channel: 'chat',
		state: 'ready',
		kind: 'nps',
		workplace: 'home',
		outcome: 'resolved',
		reason: 'other'
	};
	return fc.constantFrom(...(name in choices ? [choices[name as keyof typeof choices]] : ['a', 'Ä ö', 'new']));
}

test.each(Object.entries(sourceEventSchemas))('says of %s what its schema says, or nothing', (_type, schema) => {
	const check = plainCheck(schema.entries);
	const names = [...Object.keys(schema.entries), 'other'];
	const fields = names.map((name) => [name, fc.oneof({ weight: 9, arbitrary: usualField(name) }, anyField)] as const);
	const sent = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
	let decided = 0;
	fc.assert(
		fc.property(sent, (data) => {
			const kept = check(data);
			if (kept === null) return;
			decided++;
			const judged = v.safeParse(schema, data);
			expect(judged.success).toBe(true);
			expect(JSON.stringify(kept)).toBe(JSON.stringify(judged.output));
		}),
		{ numRuns: 4000 }
	);
	// A survey's scale is an object: that type is the schema's own from the start.
	if (!('scale' in schema.entries)) expect(decided).toBeGreaterThan(100);
});

test('decides on what is sent all day', () => {
	const queued = { contact: 'c', queue: 'q', channel: 'phone', topic: 't', priority: 3, parallel: true };
	expect(plainCheck(sourceEventSchemas['contact.queued'].entries)({ ...queued, x: 1 })).toEqual(queued);
	const answered = { contact: 'c', agent: 'a' };
	expect(plainCheck(sourceEventSchemas['contact.answered'].entries)(answered)).toEqual(answered);
});

test.each([
	['a pattern', v.pipe(v.string(), v.regex(/^x/))],
	[
		'a check',
		v.pipe(
			v.number(),
			v.check((value) => value > 5)
		)
	],
	['a transformation', v.pipe(v.string(), v.toUpperCase())],
	['a default', v.optional(v.pipe(v.string(), v.trim()), 'x')],
	['null', v.nullable(v.string())],
	[
		'a choice with a check',
		v.pipe(
			v.picklist(['a', 'b']),
			v.check(() => false)
		)
	],
	[
		'a flag with a check',
		v.pipe(
			v.boolean(),
			v.check(() => false)
		)
	],
	['a sub-schema', v.object({})]
])('leaves a field with %s to its schema', (_name, schema) => {
	for (const value of ['a', 'x', 7, true, {}, null]) expect(plainCheck({ field: schema })({ field: value })).toBeNull();
});
