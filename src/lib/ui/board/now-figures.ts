import { channels, isFastChannel } from '#lib/domain/contact/channel.ts';
import {
	averageWaitStatus,
	loadStatus,
	SERVICE_LEVEL_MIN_OFFERED,
	serviceLevelStatus
} from '#lib/domain/norms/norm-status.ts';
import type { NormStatus } from '#lib/domain/norms/norm-status.ts';
import { compareStanding, queueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { QueueStanding } from '#lib/domain/norms/queue-standing.ts';
import { intakeProblemIn, queueCellPrefix, queueNameIn, queueOfCell } from '#lib/protocol/live-cells.ts';
import type { Cells, IntakeProblem } from '#lib/protocol/live-cells.ts';
import {
	measuredAt,
	type Silence,
	silenceOf,
	silenceOfQueue,
	silentSources,
	type SilentSources
} from '../figures/source-silence.ts';
import { centreStanding, endAt, lastHeardAt, type SourcedStanding } from './centre-standing.ts';

/** One value a minute, oldest first; null = not known. */
export type MinuteLine = readonly (number | null)[];

/** A figure with the norm it is measured against. Null = not known, or no norm. */
export type Figure = Readonly<{ value: number | null; norm: number | null; status: NormStatus }>;

/** A queue as a board shows it. */
export type NamedStanding = SourcedStanding & Readonly<{ name: string }>;

/** People by what they do now, each counted once; null = not known. */
export type AgentCounts = Readonly<{
	busy: number | null;
	ready: number | null;
	afterWork: number | null;
	notReady: number | null;
	total: number | null;
}>;

/** What the board *Now* shows, worked out from its cells for one instant. */
export type NowFigures = Readonly<{
	/** Contacts waiting, phone and chat together. */
	waiting: Figure;
	waitingLastWeek: number | null;
	/** Seconds the oldest contact has waited. */
	longestWait: Figure;
	/** Known to be empty: there is no longest wait because nobody waits. */
	isNobodyWaiting: boolean;
	/** Whole seconds, answered in the last 30 minutes. */
	averageWait: Figure;
	/** Share 0 to 1, today. */
	serviceLevel: Figure;
	offered: number | null;
	isServiceLevelTooFew: boolean;
	/** Seconds promised, null when the channels promise different things. */
	targetSeconds: number | null;
	agents: AgentCounts;
	waitingLine: MinuteLine;
	waitingLineLastWeek: MinuteLine;
	longestLine: MinuteLine;
	longestLineLastWeek: MinuteLine;
	/** Instant of the lines' last minute, UTC ms. */
	lineEnd: number | null;
	/** Fast queues, gravest first. */
	queues: readonly NamedStanding[];
	/** All fast queues together, against the norms of the centre. */
	centre: QueueStanding;
	/** Why the server takes nothing in, so that these figures stand still; null when it does. */
	intakeProblem: IntakeProblem | null;
	/** Whether the server's clock was set back: whoever comes from now on may be shown with a wrong wait. */
	isClockSetBack: boolean;
	/** A silent source that the figures of the centre rest on, and the one that the people rest on; null = nothing is wrong. */
	silence: Silence | null;
	agentsSilence: Silence | null;
	/** Every source that is silent, null = none is. */
	silent: SilentSources | null;
}>;

/**
 * Works out what the board *Now* shows.
 * @param at instant the figures are of, UTC ms; null = not known, then nothing that depends on the time is either
 * @param language in which queues are named; null = the site's own
 */
export function nowFigures(cells: Cells, at: number | null, language: string | null = null): NowFigures {
	const queues = fastQueues(cells, at, language);
	const centre = centreStanding(cells, at, queues);
	const lineEnd = number(cells, 'line.end');
	const lastHeard = lastHeardAt(cells, queues);
	const offered = number(cells, 'fast.sl_offered');
	const serviceLevel = number(cells, 'fast.sl');
	const serviceLevelNorm = number(cells, 'fast.norm.sl');
	const averageNorm = number(cells, 'fast.norm.asa_s');
	const exactAverage = number(cells, 'fast.asa_s');
	// Rounded first, measured after: a figure that reads 1:00 is within a norm of 1:00.
	const averageWait = exactAverage === null ? null : Math.round(exactAverage);
	return {
		waiting: figure(centre.depth, centre.depthNorm, loadStatus),
		waitingLastWeek: number(cells, 'fast.queue_depth_last_week'),
		longestWait: figure(centre.longestWaitSeconds, centre.longestWaitNormSeconds, loadStatus),
		isNobodyWaiting: centre.depth === 0 && centre.longestSince === null,
		averageWait: figure(averageWait, averageNorm, averageWaitStatus),
		serviceLevel: {
			value: serviceLevel,
			norm: serviceLevelNorm,
			status: serviceLevelStatus(serviceLevel, serviceLevelNorm, offered)
		},
		offered,
		isServiceLevelTooFew: offered !== null && offered < SERVICE_LEVEL_MIN_OFFERED,
		targetSeconds: number(cells, 'fast.sl_target_s'),
		agents: agentCounts(cells),
		waitingLine: endAt(line(cells, 'line.queue_depth'), lineEnd, lastHeard),
		waitingLineLastWeek: line(cells, 'line.queue_depth.last_week'),
		longestLine: endAt(line(cells, 'line.longest_wait_s'), lineEnd, lastHeard),
		longestLineLastWeek: line(cells, 'line.longest_wait_s.last_week'),
		lineEnd,
		intakeProblem: intakeProblemIn(cells),
		isClockSetBack: cells['server.clock_set_back'] === true,
		silence: silenceOf(cells, 'fast'),
		agentsSilence: silenceOf(cells, 'agents'),
		silent: silentSources(cells),
		queues,
		centre
	};
}

/** Keys of what does not grow old: names, what was promised, when the centre is open, what customers are asked. */
const lasting =
	/\.(name|name\.\w+|channel)$|\.norm\.|\.sl_target|^today\.(open|close)$|^hours\.|^slow\.target_s$|^score\.(kind|days|scale_)/;

/** What is left of the cells when they are too old to be shown: the names of the queues, and what was promised. */
export function forgetFigures(cells: Cells): Cells {
	const kept = Object.entries(cells).filter(([key]) => lasting.test(key));
	return Object.fromEntries(kept);
}

function fastQueues(cells: Cells, at: number | null, language: string | null): readonly NamedStanding[] {
	const names = new Set<string>();
	for (const key of Object.keys(cells)) {
		const queue = queueOfCell(key);
		if (queue !== null) names.add(queue);
	}
	return [...names]
		.map((queue) => namedStanding(cells, queue, at, language))
		.filter((standing) => standing !== null)
		.sort(compareStanding);
}

function namedStanding(cells: Cells, queue: string, at: number | null, language: string | null): NamedStanding | null {
	const prefix = queueCellPrefix(queue);
	const channel = channels.find((known) => known === cells[`${prefix}channel`]);
	if (channel !== undefined && !isFastChannel(channel)) return null;
	const load = {
		queue,
		depth: number(cells, `${prefix}depth`),
		longestSince: at === null ? null : number(cells, `${prefix}longest_since`),
		depthNorm: number(cells, `${prefix}norm.queue_depth`),
		longestWaitNormSeconds: number(cells, `${prefix}norm.longest_wait_s`)
	};
	const silence = silenceOfQueue(cells, queue);
	const standing = queueStanding(load, at === null ? 0 : measuredAt(at, load.longestSince, silence));
	return { ...standing, name: queueNameIn(cells, queue, language), silence };
}

function agentCounts(cells: Cells): AgentCounts {
	const busy = number(cells, 'agents.busy');
	const ready = number(cells, 'agents.ready');
	const afterWork = number(cells, 'agents.acw');
	const notReady = number(cells, 'agents.not_ready');
	const known = [busy, ready, afterWork, notReady].filter((part) => part !== null);
	// A total over three of four states would look like people who went home.
	const total = known.length === 4 ? known.reduce((sum, part) => sum + part, 0) : null;
	return { busy, ready, afterWork, notReady, total };
}

function figure(
	value: number | null,
	norm: number | null,
	status: (value: number | null, norm: number | null) => NormStatus
): Figure {
	return { value, norm, status: status(value, norm) };
}

function number(cells: Cells, key: string): number | null {
	const value = cells[key];
	return typeof value === 'number' ? value : null;
}

function line(cells: Cells, key: string): MinuteLine {
	const value = cells[key];
	return Array.isArray(value) ? value : [];
}
