import { dash } from '../format/duration.ts';
import { decimals } from '../format/number.ts';
import type { Language } from '../i18n/language.ts';
import type { Wording } from '../i18n/wording.ts';
import type { RollingScore, ScoreKind } from './today-figures.ts';

/** A score as people write it: a mark with one decimal, a share in percent, points without either; null = not known. */
export function scoreText(value: number | null, kind: ScoreKind | null, language: Language, digits = 1): string {
	if (value === null || kind === null) return dash;
	if (kind === 'grade') return decimals(value, digits, language);
	return kind === 'nps' ? decimals(value, 0, language) : `${decimals(value * 100, 0, language)}%`;
}

/**
 * How far a score may be off: `±0,2` where its interval reaches as far to both sides, else from where to where.
 * @returns null where there is no interval
 */
export function intervalText(score: RollingScore, { language, text }: Wording): string | null {
	const { kind, value, low, high } = score;
	if (value === null || low === null || high === null) return null;
	if (kind !== 'grade')
		return text.range(scoreText(low, kind, language).replace('%', ''), scoreText(high, kind, language));
	const half = (high - low) / 2;
	// One digit more than the score where it would read as no uncertainty at all.
	return `±${decimals(half, half < 0.05 ? 2 : 1, language)}`;
}
