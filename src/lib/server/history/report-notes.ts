import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { ReportQuery } from './report-query.ts';

/** A change of what figures mean, as it was made. */
export type DefinitionChange = Readonly<{
	/** When it came into force, UTC ms. */
	at: number;
	/** The values that changed, by their places in the settings. */
	paths: readonly string[];
}>;

/**
 * What has to be known beside the figures of a report.
 * - `recomputed`: since the period began, what a figure means was changed at `at`; all of the report is counted anew from the
 *   events under the settings of now, so it may differ from what was shown before the change, and has no break in it
 * - `from_date`: within the period another target or limit begins to hold for contacts that enter from then on: the
 *   figures before and after are measured differently, as the settings say
 */
export type ReportNote = Readonly<{
	kind: 'settings_changed';
	effect: 'recomputed' | 'from_date';
	/** RFC 3339. */
	at: string;
	paths: readonly string[];
}>;

/** The notes of a report, by their instant. */
export function reportNotes(
	{ from, to }: Pick<ReportQuery, 'from' | 'to'>,
	settings: SiteSettings,
	calendar: SiteCalendar,
	changes: readonly DefinitionChange[]
): readonly ReportNote[] {
	const dated = settings.channelChanges.flatMap(({ channel, from: date }) => {
		const at = calendar.day(date).from;
		const isWithin = at > (from ?? -Infinity) && at < (to ?? Infinity);
		return isWithin ? [note('from_date', at, [`channels.${channel}[${date}]`])] : [];
	});
	return [...changes.map(({ at, paths }) => note('recomputed', at, paths)), ...dated].sort((a, b) =>
		a.at < b.at ? -1 : 1
	);
}

function note(effect: ReportNote['effect'], at: number, paths: readonly string[]): ReportNote {
	return { kind: 'settings_changed', effect, at: new Date(at).toISOString(), paths };
}
