import { metricOf, metricRegistry } from '#lib/domain/metrics/metric-registry.ts';
import type { Metric } from '#lib/domain/metrics/metric.ts';
import { duration } from '../format/duration.ts';
import { count, percent } from '../format/number.ts';
import { definitionTextOf } from '../i18n/definition-text.ts';
import type { DefinitionText } from '../i18n/definition-nl.ts';
import type { Language } from '../i18n/language.ts';
import type { ScoreFigure, ServiceFigures } from './phone-figures.ts';

/** A language with the words of definitions. */
type Wording = Readonly<{ language: Language; text: DefinitionText }>;

/** What a figure on the page is measured against, where it is shown. */
export type MeasuredBy = Readonly<{
	depthNorm: number | null;
	longestWaitNormSeconds: number | null;
	service: ServiceFigures;
	score: ScoreFigure | null;
}>;

/** A definition as a list to be read. */
export type DefinitionView = Readonly<{
	key: string;
	title: string;
	rows: readonly Readonly<{ term: string; said: string }>[];
}>;

/**
 * The definition of a figure with its norm and window on this page.
 * @param key of the metric; null or one that no metric has gives null
 */
export function definitionView(key: string | null, measured: MeasuredBy, language: Language): DefinitionView | null {
	const metric = key !== null && Object.hasOwn(metricRegistry, key) ? metricRegistry[key] : undefined;
	if (metric === undefined) return null;
	const text = definitionTextOf(language);
	const wording = { language, text };
	const norm = normWords(metric, measured, wording);
	const window = windowWords(metric, measured, wording);
	const rows = [
		{ term: text.definitionFormula, said: metric.formula[language] },
		metric.key === 'sl_v5' ? { term: text.definitionLetters, said: letters(measured, wording) } : null,
		{ term: text.definitionUnit, said: unitWords(metric, wording) },
		norm === null ? null : { term: text.definitionNorm, said: norm },
		window === null ? null : { term: text.definitionWindow, said: window },
		{ term: text.definitionSource, said: metric.source[language] },
		{ term: text.definitionVersion, said: count(metric.version, language) }
	];
	return { key: metric.key, title: metric.label[language], rows: rows.filter((row) => row !== null) };
}

/** What the letters in the formula of the service level stand for. */
function letters({ service }: MeasuredBy, { language, text }: Wording): string {
	const { targetSeconds } = service;
	const t = targetSeconds === null ? text.letterTOfChannel : text.letterT(count(targetSeconds, language));
	const counted = ['sl_met', 'sl_breached'].map((key) => metricOf(key).formula[language]);
	return [...counted, t, text.letterS].join('; ');
}

function unitWords({ unit }: Metric, { text }: Wording): string {
	switch (unit) {
		case 'contacts':
			return text.unitContacts;
		case 'seconds':
			return text.unitSeconds;
		case 'share':
			return text.unitShare;
		case 'agents':
			return text.unitAgents;
		case 'places':
			return text.unitPlaces;
		case 'surveys':
			return text.unitSurveys;
		case 'points':
			return text.unitPoints;
		case 'score':
			return text.unitScore;
		case 'chats per agent':
			return text.unitChatsPerAgent;
		case 'change':
			return text.unitChange;
	}
}

/** The norm of the figures that have one here, in words; null where a norm makes no sense. */
function normWords({ key }: Metric, measured: MeasuredBy, { language, text }: Wording): string | null {
	const { service } = measured;
	const atMost = (shown: string | null) => (shown === null ? text.normNone : text.normAtMost(shown));
	switch (key) {
		case 'queue_depth':
			return atMost(measured.depthNorm === null ? null : count(measured.depthNorm, language));
		case 'longest_wait_s':
			return atMost(measured.longestWaitNormSeconds === null ? null : duration(measured.longestWaitNormSeconds));
		case 'asa_s':
			return atMost(service.averageWait.norm === null ? null : duration(service.averageWait.norm));
		case 'sl_v5': {
			const { norm } = service.serviceLevel;
			if (norm === null) return text.normNone;
			const share = percent(norm, language);
			if (service.targetSeconds === null) return text.normOwnTimes(share);
			return text.normInTime(share, count(service.targetSeconds, language));
		}
		default:
			return null;
	}
}

function windowWords({ key }: Metric, { score }: MeasuredBy, { language, text }: Wording): string | null {
	switch (key) {
		case 'queue_depth':
		case 'longest_wait_s':
			return text.windowNow;
		case 'asa_s':
			return text.windowAnswered;
		case 'sl_v5':
			return text.windowToday;
		default:
			return score === null || score.kind !== key || score.days === null
				? null
				: text.windowDays(count(score.days, language));
	}
}
