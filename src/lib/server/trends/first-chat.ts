import { dateOfDay } from '#lib/domain/time/local-days.ts';
import type { TrendWorld } from './trend-world.ts';

/** The site-local date from which there is chat: of totals when their period began; null where nobody knows any. */
export function firstChat({ reader, totals, calendar }: TrendWorld): string | null {
	const told = totals.firstOf('chat');
	const first = told === null ? null : calendar.dateOf(told);
	const counted = firstInLog(reader.rollups);
	return first === null || (counted !== null && counted < first) ? counted : first;
}

function firstInLog(rollups: TrendWorld['reader']['rollups']): string | null {
	if (rollups.head?.isWhole !== true) return null;
	const day = rollups.firstDayOf('chat');
	return day === null ? null : dateOfDay(day);
}
