import type { AnnualPage, Finding } from '#lib/protocol/annual-page.ts';
import { dateOfBucket } from './titles.ts';

/**
 * What was found in a figure of the page, of its weeks rather than of its years: only what lies in the years that are shown.
 * @returns null where the figure was not looked at
 */
export function findingOf(page: AnnualPage, findings: readonly Finding[], figure: Finding['figure']): Finding | null {
	const all = findings.filter((one) => one.figure === figure);
	const found = all.find(({ grain }) => grain === 'week') ?? all[0];
	if (found === undefined) return null;
	const from = page.against[0] ?? page.year;
	const isShown = (bucket: string): boolean => {
		const year = dateOfBucket(bucket).getUTCFullYear();
		return year >= from && year <= page.year;
	};
	return { ...found, breaks: found.breaks.filter(({ firstAfter }) => isShown(firstAfter)) };
}
