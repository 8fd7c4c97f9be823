import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import type { TrendQuery } from './trend-address.ts';
import { channelName, monthName, type TrendWording } from './trend-words.ts';

const dayMs = 86_400_000;

/** The heading of the page; without `against` it is not known yet what the year is compared with. */
export function titleOf(
	{ year, against }: Pick<AnnualPage, 'year'> & Partial<Pick<AnnualPage, 'against'>>,
	{ text }: TrendWording
): string {
	return against?.length === 0 ? text.titleAlone(String(year)) : text.title(String(year));
}

/** What stands at the head while the figures are on their way: as long as what comes, so that nothing below it moves. */
export function expectedHead(query: TrendQuery, now: Date): Pick<AnnualPage, 'year' | 'through' | 'scope'> {
	const yesterday = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - 1));
	const thisYear = yesterday.getUTCFullYear();
	const year = query.year ?? thisYear;
	// The Thursday of a week decides which year it belongs to.
	const thursday = yesterday.getTime() + (3 - ((yesterday.getUTCDay() + 6) % 7)) * dayMs;
	const isoWeek = 1 + Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)) / (7 * dayMs));
	return {
		year,
		through: { day: yesterday.toISOString().slice(5, 10), isoWeek, isYearOver: year < thisYear },
		scope: { queue: query.queue ?? 'all', channel: query.channel, topic: query.topic }
	};
}

/** Up to when the years are shown, always the same part of each, and of what. */
export function leadOf(page: Pick<AnnualPage, 'through' | 'scope'>, { language, text }: TrendWording): string {
	const { through, scope } = page;
	const [month = '', day = ''] = through.day.split('-');
	const upTo = through.isYearOver
		? text.leadWhole
		: text.lead(String(through.isoWeek), `${Number(day)} ${monthName(Number(month), language)}`);
	const parts = [
		upTo,
		scope.channel === null ? text.allChannels.toLowerCase() : channelName(scope.channel, text).toLowerCase(),
		scope.queue === 'all' ? null : scope.queue,
		scope.topic
	];
	return parts.filter((part) => part !== null && part !== '').join(' · ');
}
