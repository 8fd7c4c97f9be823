import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import { canonicalTopic } from '#lib/domain/settings/topic-settings.ts';
import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import type { DefinitionNote } from '#lib/protocol/trend-series.ts';
import type { TrendWorld } from './trend-world.ts';

/** Every queue and topic that a page may be narrowed to, by the names that they have now. */
export function choicesOf({ reader, settings, totals }: TrendWorld): AnnualPage['choices'] {
	const sorted = (names: readonly string[]) => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
	return {
		queues: sorted([...reader.queues().map((one) => countedQueue(settings, one)), ...totals.queues]),
		topics: sorted([...reader.topics().map((one) => canonicalTopic(settings, one)), ...totals.topics])
	};
}

type Counted = Pick<
	AnnualPage,
	'contacts' | 'serviceLevel' | 'satisfaction' | 'satisfactionMonths' | 'weeks' | 'chatWeeks' | 'mix' | 'reach'
>;

/** The ways of counting that figures of a page are named after: others were only looked at on the way. */
export function usedDefinitions(notes: readonly DefinitionNote[], page: Counted): readonly DefinitionNote[] {
	const { contacts, serviceLevel, satisfaction, satisfactionMonths, weeks, chatWeeks, mix, reach } = page;
	const points = [contacts, serviceLevel, satisfaction, satisfactionMonths, chatWeeks, mix, reach].flat();
	const marks = [...points, ...weeks.flatMap((year) => year.weeks)].map((point) => point.marks.definition);
	const used = new Set([...new Set(marks)].flatMap((name) => name.split(' + ')));
	return notes.filter(({ key }) => used.has(key));
}
