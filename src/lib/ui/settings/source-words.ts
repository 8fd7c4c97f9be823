import type { SourceRow } from '#lib/protocol/source-list.ts';
import { ageText, moment } from '../format/moment.ts';
import { nearMoment } from '../format/near-moment.ts';
import { count } from '../format/number.ts';
import type { Language } from '../i18n/language.ts';
import type { SettingsMessages } from '../i18n/settings-nl.ts';

/** When it is for the reader, and where. */
export type SourceWording = Readonly<{ now: number; zone: string; text: SettingsMessages; language: Language }>;

/** How a source stands, in a word. */
export function standingOf({ aliveAt, silentSince }: SourceRow): 'heard' | 'silent' | 'unheard' {
	if (aliveAt === null) return 'unheard';
	return silentSince === null ? 'heard' : 'silent';
}

/** After how long without a word it is taken for silent; '' where it never said anything. */
export function limitWords({ aliveAt, limitMs }: SourceRow, { text, language }: SourceWording): string {
	if (aliveAt === null) return '';
	return limitMs === null ? text.sourceNeverSilent : text.sourceLimit(ageText(limitMs, language));
}

/** What there is to say of the file that is followed, a line each; what keeps it from being read is apart. */
export function followLines(
	follows: NonNullable<SourceRow['follows']>,
	{ now, zone, text, language }: SourceWording
): readonly string[] {
	const { lastEventAt, lagMs, lines, rejected } = follows;
	const when = lastEventAt === null ? '' : nearMoment(lastEventAt, now, zone, language);
	const reached =
		when === ''
			? text.followNothing
			: lagMs === null
				? text.followReached(when)
				: text.followReaches(when, ageText(lagMs, language));
	return [
		reached,
		...(lines === 0 ? [] : [text.followLines(count(lines, language))]),
		...(rejected === 0 ? [] : [text.followRejected(count(rejected, language))])
	];
}

/** What keeps the file from being followed, in a sentence; '' = nothing. */
export function followProblem(
	{ problem }: NonNullable<SourceRow['follows']>,
	{ zone, text, language }: SourceWording
): string {
	if (problem === null) return '';
	// What the server says of it besides helps whoever mends it.
	const hasOwnWords = problem.kind === 'other' || problem.kind === 'unreadable';
	const words = text[`follow_${problem.kind}`];
	return text.followHeldUp(hasOwnWords ? `${words} (${problem.text})` : words, moment(problem.since, zone, language));
}
