import { expect, test } from 'vitest';
import { SiteCalendar } from './calendar.ts';
import { dateOfDay, dayNo, LocalDays } from './local-days.ts';

const hourMs = 3_600_000;
const calendar = new SiteCalendar('Europe/Amsterdam');

test('days of 23, 24 and 25 hours are those of the calendar, whichever instant is asked for first', () => {
	for (const from of ['2026-03-27', '2026-10-23', '2026-12-30', '1969-12-30']) {
		const start = calendar.day(from).from;
		const days = new LocalDays(calendar);
		const instants = Array.from({ length: 5 * 96 }, (_, no) => start + no * (hourMs / 4));
		// Not in order, so that what is kept of one day is asked for from all sides.
		for (const at of [...instants.filter((_, no) => no % 7 === 3), ...instants].flatMap((one) => [one, one - 1])) {
			const { day, ...span } = days.of(at);
			expect({ ...span, date: dateOfDay(day) }).toEqual({
				...calendar.day(calendar.dateOf(at)),
				date: calendar.dateOf(at)
			});
		}
	}
});

test('days follow each other over the end of a leap February and before 1970', () => {
	expect(['2024-02-28', '2024-02-29', '2024-03-01'].map((date) => dayNo(date) - dayNo('2024-02-28'))).toEqual([
		0, 1, 2
	]);
	expect([dayNo('1970-01-01'), dayNo('1969-12-31'), dateOfDay(-1)]).toEqual([0, -1, '1969-12-31']);
});

test('a zone half an hour off the others has its days', () => {
	const kathmandu = new SiteCalendar('Asia/Kathmandu');
	const days = new LocalDays(kathmandu);
	const midnight = kathmandu.day('2026-05-05').from;
	expect([days.of(midnight).day, days.of(midnight - 1).day]).toEqual([dayNo('2026-05-05'), dayNo('2026-05-04')]);
});
