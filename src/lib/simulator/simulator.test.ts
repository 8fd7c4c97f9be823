import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { sourceEventSchemas } from '#lib/domain/contact/contact-event-schema.ts';
import { createSimulator } from './simulator.ts';

const hour = 3_600_000;
const day = 24 * hour;
const zone = 'Europe/Amsterdam';
const monday = Date.parse('2026-01-05T00:00:00+01:00');
const both = [false, true].map((alwaysOpen) => ({ alwaysOpen }));

describe.each(both)('a simulator with alwaysOpen $alwaysOpen', ({ alwaysOpen }) => {
	const options = { seed: 42, from: monday, zone, alwaysOpen };
	const week = createSimulator(options).until(monday + 7 * day);

	test('gives the same events for the same options, to the byte, and others for another seed', () => {
		expect(JSON.stringify(createSimulator(options).until(monday + 7 * day))).toBe(JSON.stringify(week));
		const other = createSimulator({ ...options, seed: 43 }).until(monday + 7 * day);
		expect(other.map(({ time }) => time)).not.toEqual(week.map(({ time }) => time));
	});

	test('gives the same events however time is cut', () => {
		const span = 2 * day;
		const expected = JSON.stringify(createSimulator(options).until(monday + span));
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -hour, max: span }), { maxLength: 60 }), (cuts) => {
				const simulator = createSimulator(options);
				// Unsorted on purpose: an instant that was reached already gives nothing and harms nothing.
				const parts = [...cuts, span].flatMap((cut) => {
					const events = simulator.until(monday + cut);
					expect(events.every(({ time }) => time < monday + cut)).toBe(true);
					return events;
				});
				expect(JSON.stringify(parts)).toBe(expected);
			}),
			{ numRuns: 12 }
		);
	});

	test('can be stepped second by second', () => {
		const [whole, stepped] = [createSimulator(options), createSimulator(options)];
		const start = monday + 10 * hour;
		stepped.until(start);
		whole.until(start);
		const parts = Array.from({ length: 1800 }, (_, second) => stepped.until(start + (second + 1) * 1000)).flat();
		expect(parts).toEqual(whole.until(start + 1800 * 1000));
		expect(parts.length).toBeGreaterThan(100);
	});

	test('writes every event as the contract has it, with nothing that intake would drop', () => {
		const wrong = week.filter((event) => {
			const schema: v.GenericSchema = sourceEventSchemas[event.type];
			const parsed = v.safeParse(schema, event.data);
			const isSame = parsed.success && JSON.stringify(parsed.output) === JSON.stringify(event.data);
			return !isSame || Object.keys(event).join() !== 'source,id,time,type,data';
		});
		expect(wrong).toEqual([]);
	});

	test('goes forward in time, with ids that are unique and in the same order', () => {
		expect(week.length).toBeGreaterThan(30_000);
		expect(new Set(week.map(({ id }) => id)).size).toBe(week.length);
		const wrong = week.filter((event, index) => {
			const before = week[index - 1];
			const isWellFormed = event.source === 'demo' && /^[0-9a-z]{8}-[0-9a-z]{6}$/.test(event.id);
			const isTimed = Number.isInteger(event.time) && event.id.startsWith(`${event.time.toString(36)}-`);
			const isNext = !before || (before.time <= event.time && before.id < event.id);
			return !isWellFormed || !isTimed || !isNext;
		});
		expect(wrong).toEqual([]);
	});

	test('has every kind of event that a desk without surveys and e-mail knows', () => {
		const types = week.map(({ type }) => type);
		for (const type of [
			'contact.queued',
			'contact.answered',
			'contact.first_replied',
			'contact.held',
			'contact.resumed',
			'contact.abandoned',
			'contact.callback_requested',
			'contact.callback_made',
			'contact.classified',
			'contact.transferred',
			'contact.ended',
			'contact.wrapped',
			'agent.state_changed',
			'survey.invited',
			'survey.answered'
		] as const) {
			expect(types.filter((seen) => seen === type).length, type).toBeGreaterThan(9);
		}
		const reasons = week.flatMap((event) => (event.type === 'contact.queued' ? [event.data.reason] : []));
		expect(new Set(reasons)).toEqual(new Set(['new', 'transfer', 'overflow']));
	});

	test('starts in the middle of a shift with the people and the crowd of that day', () => {
		const from = monday + day + 11 * hour;
		const late = createSimulator({ ...options, from }).until(from + 2 * hour);
		const whole = week.filter(({ time }) => time >= from && time < from + 2 * hour);
		const signedIn = late.filter(({ type, time }) => type === 'agent.state_changed' && time === from);
		expect(signedIn.length).toBeGreaterThan(10);
		const arrivals = (events: typeof week) =>
			events.flatMap((event) => (event.type === 'contact.queued' && event.data.reason === 'new' ? [event.time] : []));
		expect(arrivals(late)).toEqual(arrivals(whole));
	});
});

test('gives nothing before it starts', () => {
	expect(createSimulator({ seed: 1, from: monday, zone, alwaysOpen: true }).until(monday)).toEqual([]);
});

test('refuses options that mean nothing', () => {
	expect(() => createSimulator({ seed: 1.5, from: monday, zone })).toThrow('seed must be a safe integer, got 1.5');
	expect(() => createSimulator({ seed: 1, from: NaN, zone })).toThrow('from must be UTC epoch ms, got NaN');
	expect(() => createSimulator({ seed: 1, from: monday, zone: 'Europe/Nowhere' })).toThrow(RangeError);
	const growth = { queue: 'Chat', firstWeek: '2026-01-05', servedPerWeek: [1] };
	expect(() => createSimulator({ seed: 1, from: monday, zone, growth })).toThrow('cannot have a growth plan');
});
