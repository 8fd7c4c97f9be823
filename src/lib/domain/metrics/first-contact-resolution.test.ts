import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SiteCalendar } from '../time/calendar.ts';
import { type CustomerContact, resolutionFigures, resolutionOutcomes } from './first-contact-resolution.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');
const day = 24 * 3_600_000;
const at = (local: string): number => calendar.instantOf(local);
const later = at('2026-12-01T00:00');

function contact(local: string, customer: string | null = 'A', topic: string | null = 'bill'): CustomerContact {
	return { customer, topic, at: at(local) };
}

function outcomesOf(...contacts: CustomerContact[]): string[] {
	return resolutionOutcomes(contacts, calendar, later);
}

describe('a contact', () => {
	test('is repeated when the customer comes back before seven days of the calendar', () => {
		expect(outcomesOf(contact('2026-06-01T10:00'), contact('2026-06-08T09:59'))).toEqual(['repeated', 'resolved']);
		expect(outcomesOf(contact('2026-06-01T10:00'), contact('2026-06-08T10:00'))).toEqual(['resolved', 'resolved']);
	});

	test.each([
		['2026-03-27T10:00', '2026-04-03T10:00', 167],
		['2026-10-23T10:00', '2026-10-30T10:00', 169]
	])('of %s has until %s, though that is %d hours', (first, limit, hours) => {
		expect((at(limit) - at(first)) / 3_600_000).toBe(hours);
		expect(outcomesOf(contact(first), contact(limit))[0]).toBe('resolved');
		expect(outcomesOf(contact(first), { ...contact(limit), at: at(limit) - 1 })[0]).toBe('repeated');
	});

	test('is pending until its days have passed, even when the customer is back already', () => {
		const contacts = [contact('2026-06-01T10:00'), contact('2026-06-02T10:00')];
		const asOf = (local: string) => resolutionOutcomes(contacts, calendar, at(local));
		expect(asOf('2026-06-03T00:00')).toEqual(['pending', 'pending']);
		expect(asOf('2026-06-08T09:59')).toEqual(['pending', 'pending']);
		expect(asOf('2026-06-08T10:00')).toEqual(['repeated', 'pending']);
		expect(asOf('2026-06-09T10:00')).toEqual(['repeated', 'resolved']);
	});

	test('about another topic, or of another customer, is no repeat', () => {
		expect(outcomesOf(contact('2026-06-01T10:00'), contact('2026-06-02T10:00', 'A', 'move'))).toEqual([
			'resolved',
			'resolved'
		]);
		expect(outcomesOf(contact('2026-06-01T10:00'), contact('2026-06-02T10:00', 'B'))).toEqual(['resolved', 'resolved']);
		expect(outcomesOf(contact('2026-06-01T10:00', 'A', null), contact('2026-06-02T10:00', 'A', null))[0]).toBe(
			'repeated'
		);
	});

	test('of nobody known is followed by nobody', () => {
		expect(outcomesOf(contact('2026-06-01T10:00', null), contact('2026-06-02T10:00', null))).toEqual([
			'unknown_customer',
			'unknown_customer'
		]);
	});

	test('has the outcome that comparing every pair gives, in any order', () => {
		const contacts = fc.array(
			fc.record({
				customer: fc.constantFrom('A', 'B', null),
				topic: fc.constantFrom('bill', null),
				at: fc.integer({ min: 0, max: 40 }).map((steps) => at('2026-03-20T10:00') + steps * (day / 2))
			}),
			{ maxLength: 12 }
		);
		fc.assert(
			fc.property(contacts, (given) => {
				const asOf = at('2026-04-06T10:00');
				const limit = (moment: number): number => calendar.daysBefore(moment, -7);
				const expected = given.map((one, index) => {
					if (one.customer === null) return 'unknown_customer';
					if (asOf < limit(one.at)) return 'pending';
					const isBack = given.some(
						(other, place) =>
							other.customer === one.customer &&
							other.topic === one.topic &&
							(other.at > one.at || (other.at === one.at && place > index)) &&
							other.at < limit(one.at)
					);
					return isBack ? 'repeated' : 'resolved';
				});
				expect(resolutionOutcomes(given, calendar, asOf)).toEqual(expected);
			})
		);
	});

	test('takes no calendar while the limit is far: half a million are followed in seconds', () => {
		const many = Array.from({ length: 500_000 }, (_, index) => ({
			customer: `c${index % 60_000}`,
			topic: 'bill',
			at: Date.UTC(2026, 0) + index * 60_000
		}));
		const started = performance.now();
		expect(resolutionFigures(resolutionOutcomes(many, calendar, Date.UTC(2028, 0))).fcr).toBe(1);
		expect(performance.now() - started).toBeLessThan(10_000);
	});
});

describe('first contact resolution', () => {
	test('is null while nothing can be known, not 0 and not 1', () => {
		expect(resolutionFigures([])).toMatchObject({ fcr: null, unknown_customer_share: null });
		expect(resolutionFigures(['pending', 'unknown_customer'])).toMatchObject({
			fcr: null,
			pending: 1,
			unknown_customer_share: 0.5
		});
	});

	test('is 0 when everybody came back', () => {
		expect(resolutionFigures(['repeated', 'repeated', 'pending']).fcr).toBe(0);
	});
});
