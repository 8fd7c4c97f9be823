import type { AnnotationKind } from '#lib/domain/annotations/annotation.ts';
import { dayAfter, localDayAt } from '../local-day.ts';
import { telecomGrowthWeeks } from '../telecom-growth.ts';
import { firstDayOfYears, levelsSince } from './year-story.ts';

/** Something that happened in the earlier years, as somebody would have written it down. Days are of the site. */
export type YearAnnotation = Readonly<{
	kind: AnnotationKind;
	firstDay: string;
	lastDay: string;
	text: Readonly<{ nl: string; en: string }>;
}>;

/**
 * What stands beside the demo's years, in order of days.
 * @param from when the desk's story begins, UTC epoch ms: in its weeks the chat grows
 */
export function yearAnnotations(from: number, zone: string): readonly YearAnnotation[] {
	const first = localDayAt(from, zone);
	const last = dayAfter(first, 7 * telecomGrowthWeeks - 1);
	const growth = days('launch', first.name, last.name, 'LiveChat komt op elke pagina', 'LiveChat comes to every page');
	return [...earlier.filter(({ firstDay }) => firstDay < first.name), growth];
}

const earlier: readonly YearAnnotation[] = [
	day('other', firstDayOfYears, 'Eerste jaar met cijfers', 'First year with figures'),
	day('incident', '2017-06-21', 'Landelijke storing van het vaste net', 'Nationwide outage of the fixed network'),
	day(
		'definition',
		levelsSince,
		'Servicelevel telt voortaan binnen 20 s (was 30 s), zonder wie direct ophangt',
		'Service level now counts within 20 s (was 30 s), without those who hang up at once'
	),
	day('launch', '2018-09-03', 'Proef met LiveChat op de website', 'LiveChat pilot on the website'),
	days('incident', '2019-06-24', '2019-06-25', 'Landelijke storing, ook van 112', 'Nationwide outage, 112 included'),
	days(
		'closure',
		'2020-03-16',
		'2020-05-31',
		'Winkels dicht, iedereen werkt thuis, ook de klantenservice',
		'Shops shut, everyone works from home, customer service too'
	),
	days(
		'capacity',
		'2020-09-01',
		'2021-04-01',
		'Extra mensen aangenomen en thuis ingewerkt',
		'More people taken on and trained at home'
	),
	day(
		'launch',
		'2020-10-12',
		'Nieuw tv-product, een half jaar later dan beloofd',
		'New TV product, half a year later than promised'
	),
	days('closure', '2020-12-15', '2021-04-27', 'Winkels weer dicht', 'Shops shut again'),
	days(
		'capacity',
		'2021-10-01',
		'2023-01-01',
		'Tijdelijke uitbreiding afgebouwd',
		'Temporary extra staff reduced again'
	),
	days('incident', '2022-02-18', '2022-02-19', 'Storm: masten zonder stroom', 'Storm: masts without power'),
	day(
		'incident',
		'2025-04-14',
		'Voetbal op de pc valt uit tijdens de topper',
		'Football on the PC fails during the big match'
	)
];

function day(kind: AnnotationKind, date: string, nl: string, en: string): YearAnnotation {
	return days(kind, date, date, nl, en);
}

function days(kind: AnnotationKind, firstDay: string, lastDay: string, nl: string, en: string): YearAnnotation {
	return { kind, firstDay, lastDay, text: { nl, en } };
}
