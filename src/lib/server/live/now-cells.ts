import type { Channel } from '#lib/domain/contact/channel.ts';
import { agentsByState } from '#lib/domain/live/agent-figures.ts';
import { flowFigures } from '#lib/domain/live/figures.ts';
import { waitingAt, windowSums } from '#lib/domain/live/live-metrics.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import type { QueueScope } from '#lib/domain/live/scope.ts';
import { spanOf } from '#lib/domain/live/window.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import { siteLanguages } from '#lib/domain/settings/display-names.ts';
import { isRetiredAt, queueLabel, queueNames, queueNorm } from '#lib/domain/settings/queue-settings.ts';
import type { Norm, SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type Cells, type CellValue, queueCellPrefix } from '#lib/protocol/live-cells.ts';
import { minuteMs, type MinuteSample } from './minute-samples.ts';

/** Minutes a line looks back. */
const lineMinutes = 60;
/** The average wait of a board is over this long. */
const averageWaitSeconds = 30 * 60;
/** A queue without a contact for a week is no longer on the board. */
const quietQueueMs = 7 * 24 * 3_600_000;

type MutableCells = Record<string, CellValue>;

/** The cells of the board *Now* at an instant; see `NowCellKey` for what each key means. */
export function nowCells(
	state: LiveState,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar,
	sampleAt: (at: number) => MinuteSample | null
): Cells {
	const cells: MutableCells = {};
	setWaiting(cells, 'fast.queue_depth', 'fast.longest_since', state, 'fast', at);
	setCentre(cells, state, at, settings, calendar);
	setNorm(cells, 'fast.norm.', settings.norms.centre);
	const agents = agentsByState(state, at, settings);
	for (const known of ['busy', 'ready', 'acw', 'not_ready'] as const) cells[`agents.${known}`] = agents[known];
	setLines(cells, at, calendar, sampleAt);
	for (const scope of state.queues.values())
		if (scope.fastChannel !== null && isOnBoard(scope, state, at, settings))
			setQueue(cells, scope, scope.fastChannel, state, at, settings);
	return cells;
}

function setCentre(
	cells: MutableCells,
	state: LiveState,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar
): void {
	const lately = windowSums(state, 'fast', spanOf({ kind: 'sliding', seconds: averageWaitSeconds }, at, calendar), at);
	cells['fast.asa_s'] = flowFigures(lately).asa_s;
	cells['fast.asa_n'] = lately.answered;
	const today = flowFigures(windowSums(state, 'fast', spanOf({ kind: 'today' }, at, calendar), at));
	cells['fast.sl'] = today.sl_v5;
	cells['fast.sl_offered'] = today.offered;
	const phone = channelSettingsAt(settings, 'phone', at);
	const chat = channelSettingsAt(settings, 'chat', at);
	const fastChannels = new Set([...state.queues.values()].flatMap((scope) => scope.fastChannel ?? []));
	// Where only one channel is in use there is one target to name.
	const [first, second] = [...fastChannels].map((channel) => (channel === 'chat' ? chat : phone));
	const target = first ?? phone;
	const other = second ?? target;
	cells['fast.sl_target_s'] = target.targetMs === other.targetMs ? target.targetMs / 1000 : null;
	cells['fast.sl_target_share'] = target.targetShare === other.targetShare ? target.targetShare : null;
}

/** A queue's row: of one that takes several channels, only those that boards show. */
function setQueue(
	cells: MutableCells,
	scope: QueueScope,
	channel: Channel,
	state: LiveState,
	at: number,
	settings: SiteSettings
): void {
	const prefix = queueCellPrefix(scope.queue);
	const norm = queueNorm(settings, scope.queue, channel);
	const names = queueNames(settings, scope.queue);
	cells[`${prefix}name`] = queueLabel(settings, scope.queue, settings.languages.default);
	for (const language of siteLanguages) {
		const name = names[language];
		if (name !== null) cells[`${prefix}name.${language}`] = name;
	}
	cells[`${prefix}channel`] = channel;
	setWaiting(cells, `${prefix}depth`, `${prefix}longest_since`, state, { queue: scope.queue, fastOnly: true }, at);
	cells[`${prefix}norm.queue_depth`] = norm.queueDepth;
	cells[`${prefix}norm.longest_wait_s`] = seconds(norm.longestWaitMs);
}

function setWaiting(
	cells: MutableCells,
	depthKey: string,
	sinceKey: string,
	state: LiveState,
	selection: Parameters<typeof waitingAt>[1],
	at: number
): void {
	let depth = 0;
	let oldest: number | null = null;
	for (const wait of waitingAt(state, selection, at)) {
		depth++;
		if (oldest === null || wait.entry < oldest) oldest = wait.entry;
	}
	cells[depthKey] = depth;
	cells[sinceKey] = oldest;
}

function setNorm(cells: MutableCells, prefix: string, norm: Norm): void {
	cells[`${prefix}queue_depth`] = norm.queueDepth;
	cells[`${prefix}longest_wait_s`] = seconds(norm.longestWaitMs);
	cells[`${prefix}asa_s`] = seconds(norm.averageWaitMs);
	cells[`${prefix}sl`] = norm.serviceLevel;
}

function setLines(
	cells: MutableCells,
	at: number,
	calendar: SiteCalendar,
	sampleAt: (at: number) => MinuteSample | null
): void {
	const end = Math.floor(at / minuteMs) * minuteMs;
	const endLastWeek = calendar.daysBefore(end, 7);
	setLine(cells, '', end, sampleAt);
	setLine(cells, '.last_week', endLastWeek, sampleAt);
	cells['line.end'] = end;
	cells['fast.queue_depth_last_week'] = sampleAt(endLastWeek)?.queueDepth ?? null;
}

function setLine(
	cells: MutableCells,
	suffix: string,
	end: number,
	sampleAt: (at: number) => MinuteSample | null
): void {
	const depths: (number | null)[] = [];
	const waits: (number | null)[] = [];
	for (let back = lineMinutes; back >= 0; back--) {
		const sample = sampleAt(end - back * minuteMs);
		depths.push(sample?.queueDepth ?? null);
		// Nobody waiting is drawn on the ground line; only a minute nobody looked at is a gap.
		waits.push(sample === null ? null : (sample.longestWaitMs ?? 0) / 1000);
	}
	cells[`line.queue_depth${suffix}`] = depths;
	cells[`line.longest_wait_s${suffix}`] = waits;
}

/** One that is no longer used leaves the board with the last of its customers: nobody who waits is hidden. */
function isOnBoard(scope: QueueScope, state: LiveState, at: number, settings: SiteSettings): boolean {
	if (at - scope.lastFastEntry > quietQueueMs) return false;
	if (!isRetiredAt(settings, scope.queue, at)) return true;
	return !waitingAt(state, { queue: scope.queue, fastOnly: true }, at).next().done;
}

function seconds(ms: number | null): number | null {
	return ms === null ? null : ms / 1000;
}
