import { flowFigures } from '#lib/domain/live/figures.ts';
import { waitingFigures, windowSums } from '#lib/domain/live/live-metrics.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import { spanOf } from '#lib/domain/live/window.ts';
import { isOffNorm, offNormSince, type QueueLook } from '#lib/domain/norms/off-norm-since.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import { queueNorm } from '#lib/domain/settings/queue-settings.ts';
import type { Norm, SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import { type Cells, type CellValue, queueCellPrefix } from '#lib/protocol/live-cells.ts';
import { minuteMs, type MinuteSample } from './minute-samples.ts';
import { nowCells } from './now-cells.ts';

/** What was seen at the start of each minute, of the centre and of every queue. */
export type PhoneSamples = Readonly<{
	centreAt(at: number): MinuteSample | null;
	queueAt(queue: string, at: number): QueueLook | null;
}>;

const lineMinutes = 60;
const averageWaitSeconds = 30 * 60;
/** Satisfaction where nothing works it out. */
const noScore: Cells = {
	'today.is_behind': false,
	...Object.fromEntries(
		[
			...['kind', 'value', 'low', 'high', 'n', 'days', 'response_rate', 'weighting', 'scale_min', 'scale_max'],
			...['line', 'line_low', 'line_high']
		].map((key) => [`score.${key}`, null])
	)
};

/**
 * The cells of the view `phone` at an instant: those of *Now*, satisfaction, and the last hour and the day of every queue; see
 * `BoardCellKey` for what each key means.
 * @param scores the cells of satisfaction, as far as they are known, and whether they are behind
 */
export function phoneCells(
	state: LiveState,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar,
	samples: PhoneSamples,
	scores: Cells = {}
): Cells {
	const sampleAt = (minute: number): MinuteSample | null => samples.centreAt(minute);
	const cells: Record<string, CellValue> = { ...nowCells(state, at, settings, calendar, sampleAt), ...noScore };
	for (const [key, value] of Object.entries(scores)) if (key in noScore) cells[key] = value;
	cells['fast.off_norm_since'] = sinceOf(state, 'fast', at, settings.norms.centre, sampleAt);
	const end = Math.floor(at / minuteMs) * minuteMs;
	const spans: Spans = {
		lately: spanOf({ kind: 'sliding', seconds: averageWaitSeconds }, at, calendar),
		today: spanOf({ kind: 'today' }, at, calendar),
		end,
		endLastWeek: calendar.daysBefore(end, 7)
	};
	for (const { queue, fastChannel } of state.queues.values()) {
		const prefix = queueCellPrefix(queue);
		// Those that *Now* has left out have gone quiet.
		if (fastChannel === null || cells[`${prefix}name`] === undefined) continue;
		const norm = queueNorm(settings, queue, fastChannel);
		const { targetMs, targetShare } = channelSettingsAt(settings, fastChannel, at);
		cells[`${prefix}sl_target_s`] = targetMs / 1000;
		cells[`${prefix}sl_target_share`] = targetShare;
		cells[`${prefix}norm.asa_s`] = norm.averageWaitMs === null ? null : norm.averageWaitMs / 1000;
		cells[`${prefix}norm.sl`] = norm.serviceLevel;
		setQueue(cells, prefix, queue, norm, state, at, spans, samples);
	}
	return cells;
}

type Spans = Readonly<{ lately: Interval; today: Interval; end: number; endLastWeek: number }>;

function setQueue(
	cells: Record<string, CellValue>,
	prefix: string,
	queue: string,
	norm: Norm,
	state: LiveState,
	at: number,
	spans: Spans,
	samples: PhoneSamples
): void {
	const selection: Selection = { queue, fastOnly: true };
	const lookAt = (minute: number): QueueLook | null => samples.queueAt(queue, minute);
	cells[`${prefix}line`] = depthLine(lookAt, spans.end);
	cells[`${prefix}line.last_week`] = depthLine(lookAt, spans.endLastWeek);
	const lately = windowSums(state, selection, spans.lately, at);
	cells[`${prefix}asa_s`] = flowFigures(lately).asa_s;
	cells[`${prefix}asa_n`] = lately.answered;
	const today = flowFigures(windowSums(state, selection, spans.today, at));
	cells[`${prefix}sl`] = today.sl_v5;
	cells[`${prefix}sl_offered`] = today.offered;
	cells[`${prefix}off_norm_since`] = sinceOf(state, selection, at, norm, lookAt);
}

function depthLine(lookAt: (minute: number) => QueueLook | null, end: number): (number | null)[] {
	const depths: (number | null)[] = [];
	for (let back = lineMinutes; back >= 0; back--) depths.push(lookAt(end - back * minuteMs)?.queueDepth ?? null);
	return depths;
}

function sinceOf(
	state: LiveState,
	selection: Selection,
	at: number,
	norm: Norm,
	lookAt: (minute: number) => QueueLook | null
): number | null {
	const longestNorm = norm.longestWaitMs === null ? null : norm.longestWaitMs / 1000;
	const isOff = (look: QueueLook): boolean | null => isOffNorm(look, norm.queueDepth, longestNorm);
	const { queue_depth: queueDepth, longest_wait_s: wait } = waitingFigures(state, selection, at);
	const now = isOff({ queueDepth, longestWaitMs: wait === null ? null : wait * 1000 });
	return offNormSince(now, at, (minute) => {
		const look = lookAt(minute);
		return look === null ? null : isOff(look);
	});
}
