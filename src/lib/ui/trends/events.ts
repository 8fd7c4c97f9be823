import type { AnnotationKind } from '#lib/domain/annotations/annotation.ts';
import type { PageAnnotation } from '#lib/protocol/annual-page.ts';
import type { TrendMessages } from '../i18n/trends-nl.ts';
import { dayText, type TrendWording } from './trend-words.ts';

/** An event as it is written down. Days are of the site's calendar, `YYYY-MM-DD`. */
export type NewEvent = Readonly<{ kind: AnnotationKind; firstDay: string; lastDay: string; text: string }>;

/** A kind of event in words; the kind itself where this page does not know it. */
export function kindWords(kind: string, text: TrendMessages): string {
	const names: Readonly<Record<string, string>> = {
		incident: text.kindIncident,
		capacity: text.kindCapacity,
		launch: text.kindLaunch,
		closure: text.kindClosure,
		definition: text.kindDefinition,
		other: text.kindOther
	};
	return names[kind] ?? kind;
}

/** When it was: a day, or from day to day. */
export function eventDays({ from, to }: PageAnnotation, { language, text }: TrendWording): string {
	return to === null || to === from
		? dayText(from, language)
		: text.until(dayText(from, language), dayText(to, language));
}
