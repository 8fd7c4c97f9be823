import { channels } from '#lib/domain/contact/channel.ts';
import { lastDays } from '#lib/domain/satisfaction/rolling.ts';
import { scoreFigures } from '#lib/domain/satisfaction/score-figures.ts';
import { addScore, mergeScores, newScoreSums, type ScoreSums } from '#lib/domain/satisfaction/score-sums.ts';
import { volumeScore } from '#lib/domain/satisfaction/volume-score.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyScale } from '#lib/domain/settings/survey-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { HistoryCounts } from '../history/history-counts.ts';

/** Site days that the line looks back. */
const lineDays = 56;

type ChannelDay = { contacts: number; invited: number; replied: number; scores: ScoreSums };
/** What one site day adds, by channel; the empty name is for surveys whose channel nobody told. */
type Day = ReadonlyMap<string, ChannelDay>;
type Shown = Readonly<{ value: number | null; low: number | null; high: number | null }>;

/**
 * The cells of satisfaction: the rolling score as it stands now, and as it stood at the end of each of the last site days.
 * Answers come late, so the days of the score itself are counted at every refresh; of the earlier ones, which only the line shows,
 * one in turn.
 */
export class ScoreCells {
	readonly #counts: HistoryCounts;
	#days = new Map<number, Day>();
	/** Of the settings and the zone that the days were counted under. */
	#under: Readonly<{ settings: SiteSettings; zone: string }> | null = null;
	#turn = 0;

	constructor(counts: HistoryCounts) {
		this.#counts = counts;
	}

	/** Forgets what was counted, as when the history is made anew. */
	clear(): void {
		this.#days.clear();
	}

	/** The cells at an instant; see `BoardCellKey` for what each key means. */
	cells(at: number, settings: SiteSettings, calendar: SiteCalendar): Cells {
		const { shown: kind, scales, rollingDays } = settings.surveys;
		const days = this.#count(at, settings, calendar);
		const line = Array.from({ length: lineDays }, (_, index) =>
			scoreOf(settings, together(days.slice(index, index + rollingDays)))
		);
		const now = together(days.slice(-rollingDays));
		const last = scoreOf(settings, now);
		const scores = pooled(now);
		const invited = sum(now, (one) => one.invited);
		const scale = scales[kind];
		return {
			'score.kind': kind,
			'score.value': last.value,
			'score.low': last.low,
			'score.high': last.high,
			'score.n': scores.n,
			'score.days': rollingDays,
			'score.response_rate': invited === 0 ? null : sum(now, (one) => one.replied) / invited,
			'score.weighting': volumeScore(kind, [...now.values()]) === null ? 'responses' : 'volume',
			'score.scale_min': scale.min,
			'score.scale_max': scale.max,
			'score.line': line.map(({ value }) => value),
			'score.line_low': line.map(({ low }) => low),
			'score.line_high': line.map(({ high }) => high)
		};
	}

	/** The days that the line needs, oldest first; the last one is today so far. */
	#count(at: number, settings: SiteSettings, calendar: SiteCalendar): readonly Day[] {
		if (this.#under?.settings.surveys !== settings.surveys || this.#under.zone !== calendar.zone) this.#days.clear();
		this.#under = { settings, zone: calendar.zone };
		const { from } = lastDays(calendar, at, lineDays + settings.surveys.rollingDays - 1);
		const intervals = calendar.datesIn({ from, to: at + 1 }).map((date) => calendar.day(date));
		for (const start of this.#days.keys()) if (start < from) this.#days.delete(start);
		const settled = intervals.length - settings.surveys.rollingDays;
		this.#turn = (this.#turn + 1) % Math.max(1, settled);
		return intervals.map((day, index) => {
			const isOver = index < intervals.length - 1;
			const known = this.#days.get(day.from);
			if (known !== undefined && index < settled && index !== this.#turn) return known;
			const counted = this.#countDay({ from: day.from, to: isOver ? day.to : at + 1 }, settings);
			// What is counted of today is not the whole of it.
			if (isOver) this.#days.set(day.from, counted);
			return counted;
		});
	}

	#countDay(day: Interval, { surveys }: SiteSettings): Day {
		const counted = new Map<string, ChannelDay>();
		const of = (channel: string | null): ChannelDay => {
			const key = channel ?? '';
			let one = counted.get(key);
			if (one === undefined) {
				one = { contacts: 0, invited: 0, replied: 0, scores: newScoreSums() };
				counted.set(key, one);
			}
			return one;
		};
		for (const channel of channels) {
			const contacts = this.#counts.firstEntries(channel, day);
			if (contacts > 0) of(channel).contacts = contacts;
		}
		for (const { channel, invited, replied } of this.#counts.invitations(surveys.shown, day))
			Object.assign(of(channel), { invited, replied });
		const scale = surveys.scales[surveys.shown];
		for (const { channel, score, scaleMin, scaleMax, answers } of this.#counts.answers(surveys.shown, day))
			addMany(of(channel).scores, score, scaleMin === scale.min && scaleMax === scale.max ? scale : null, answers);
		return counted;
	}
}

/** @param scale null where it is another than the site's: such answers are in no score */
function addMany(sums: ScoreSums, score: number, scale: SurveyScale | null, answers: number): void {
	for (let index = 0; index < answers; index++)
		if (scale === null) sums.invalid++;
		else addScore(sums, score, scale);
}

function together(days: readonly Day[]): ReadonlyMap<string, ChannelDay> {
	const all = new Map<string, ChannelDay>();
	for (const day of days)
		for (const [channel, one] of day) {
			const before = all.get(channel);
			all.set(channel, {
				contacts: one.contacts + (before?.contacts ?? 0),
				invited: one.invited + (before?.invited ?? 0),
				replied: one.replied + (before?.replied ?? 0),
				scores: before === undefined ? one.scores : mergeScores(before.scores, one.scores)
			});
		}
	return all;
}

/** Each channel by its contacts, where that is known; else by answers. Nothing below five answers. */
function scoreOf({ surveys }: SiteSettings, days: ReadonlyMap<string, ChannelDay>): Shown {
	const figures = scoreFigures(surveys.shown, pooled(days));
	if (figures.value === null) return { value: null, low: null, high: null };
	return volumeScore(surveys.shown, [...days.values()]) ?? figures;
}

function pooled(days: ReadonlyMap<string, ChannelDay>): ScoreSums {
	return [...days.values()].reduce((sums, one) => mergeScores(sums, one.scores), newScoreSums());
}

function sum(days: ReadonlyMap<string, ChannelDay>, of: (one: ChannelDay) => number): number {
	return [...days.values()].reduce((total, one) => total + of(one), 0);
}
