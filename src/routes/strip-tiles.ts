import type { NormStatus } from '#lib/domain/norms/norm-status.ts';
import type { NowFigures } from '#lib/ui/board/now-figures.ts';
import { duration } from '#lib/ui/format/duration.ts';
import { count, percent } from '#lib/ui/format/number.ts';
import type { Wording } from '#lib/ui/i18n/wording.ts';

/** One figure of the start page, ready to be shown. */
export type StripTile = Readonly<{ label: string; shown: string; note: string; status: NormStatus }>;

/** The four figures that say how a centre is doing, each with what it is measured against. */
export function stripTiles(figures: NowFigures, { language, text }: Wording): readonly StripTile[] {
	const { waiting, longestWait, averageWait, serviceLevel, offered } = figures;
	const waitNote = longestWait.norm === null ? '' : text.norm(duration(longestWait.norm));
	const level =
		serviceLevel.norm === null ? text.today : `${text.today} · ${text.norm(percent(serviceLevel.norm, language))}`;
	const averageNorm = averageWait.norm === null ? [] : [text.norm(duration(averageWait.norm))];
	const base = [text.averageWaitBase, ...averageNorm].join(' · ');
	const isTooFew = offered !== null && figures.isServiceLevelTooFew;
	return [
		{
			label: text.waiting,
			shown: count(waiting.value, language),
			note: waiting.norm === null ? '' : text.norm(count(waiting.norm, language)),
			status: waiting.status
		},
		{
			label: text.longestWait,
			shown: duration(longestWait.value),
			note: figures.isNobodyWaiting ? text.nobodyWaits : waitNote,
			status: longestWait.status
		},
		{
			label: text.averageWait,
			shown: duration(averageWait.value),
			note: base,
			status: averageWait.status
		},
		{
			label: text.serviceLevel,
			shown: percent(serviceLevel.value, language, serviceLevel.norm),
			note: isTooFew ? text.todayTooFew(count(offered, language)) : level,
			status: serviceLevel.status
		}
	];
}
