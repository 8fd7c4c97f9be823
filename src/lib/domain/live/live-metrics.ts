import { isFastChannel } from '../contact/channel.ts';
import type { Episode, Leg, Wait } from '../contact/wait.ts';
import { isWaitingAt } from '../contact/wait.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { SiteCalendar } from '../time/calendar.ts';
import type { Interval } from '../time/interval.ts';
import { agentFigures } from './agent-figures.ts';
import { cohortSums } from './cohort.ts';
import { addFact, type FactSums, namedSums, noSums, type Sign } from './fact-kinds.ts';
import {
	type AgentFigures,
	type CohortFigures,
	type FlowFigures,
	flowFigures,
	type HandlingFigures,
	handlingFigures,
	type WaitingFigures
} from './figures.ts';
import type { LiveState } from './live-state.ts';
import type { QueueScope, Scope } from './scope.ts';
import type { Selection } from './selection.ts';
import { openWaitFacts } from './wait-facts.ts';
import { spanOf, stretchOf, type Window } from './window.ts';

/** The figures of one question. A cohort has no figures of the moment. */
export type Figures = (WaitingFigures & FlowFigures & HandlingFigures & AgentFigures) | CohortFigures;

/**
 * The figures of a selection over a window, as seen at an instant with what the state knows: every figure is a function of
 * (`at`, the events folded). A queue that nobody knows has nothing waiting and nothing offered.
 */
export function figuresAt(
	state: LiveState,
	selection: Selection,
	window: Window,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar
): Figures {
	const span = spanOf(window, at, calendar);
	if (window.kind === 'cohort') {
		const { sums, pending } = cohortSums(waitsOf(state, selection), span, at);
		return { ...flowFigures(sums), pending, final: pending === 0 };
	}
	const sums = windowSums(state, selection, span, at);
	return {
		...waitingFigures(state, selection, at),
		...flowFigures(sums),
		...handlingFigures(sums),
		...agentFigures(state, selection, span, stretchOf(window, at, calendar), at, settings)
	};
}

/** Sums of a selection over a span: what was stored, and what follows from time alone for the waits that are open. */
export function windowSums(state: LiveState, selection: Selection, span: Interval, at: number): FactSums {
	const sums = noSums();
	const withinSpan = {
		add(factAt: number, kind: number, ms: number, sign: Sign): void {
			if (factAt >= span.from && factAt < span.to) addFact(sums, kind, ms, sign);
		}
	};
	for (const scope of scopesOf(state, selection)) {
		scope.facts.sumInto(sums, span);
		if (!isFastOnly(selection)) scope.slowFacts?.sumInto(sums, span);
		for (const wait of scope.open)
			if (wait.exit === null && isSelected(selection, wait)) openWaitFacts(wait, at, withinSpan);
	}
	if (selection === 'all') state.unqueued.sumInto(sums, span);
	return namedSums(sums);
}

/** Who waits at an instant, and how long. */
export function waitingFigures(state: LiveState, selection: Selection, at: number): WaitingFigures {
	let depth = 0;
	let over = 0;
	let sumMs = 0;
	let oldest = Infinity;
	for (const wait of waitingAt(state, selection, at)) {
		depth++;
		sumMs += at - wait.entry;
		if (wait.entry < oldest) oldest = wait.entry;
		if (at - wait.entry > wait.targetMs) over++;
	}
	return {
		queue_depth: depth,
		longest_wait_s: depth === 0 ? null : (at - oldest) / 1000,
		current_avg_wait_s: depth === 0 ? null : sumMs / depth / 1000,
		over_threshold_waiting: over
	};
}

/** The waits of a selection that are open at an instant. */
export function* waitingAt(state: LiveState, selection: Selection, at: number): Generator<Wait> {
	// For an instant of the past everyone known is looked at.
	const candidates = state.isPresent(at)
		? scopesOf(state, selection).flatMap((scope) => [...scope.open])
		: waitsOf(state, selection);
	for (const wait of candidates) if (isWaitingAt(wait, at) && isSelected(selection, wait)) yield wait;
}

/** Every wait of a selection that is still known. */
export function* waitsOf(state: LiveState, selection: Selection): Generator<Leg | Episode> {
	for (const record of state.contacts.values()) {
		if (typeof selection === 'object') {
			for (const leg of record.legs)
				if (state.queues.isSame(leg.queue, selection.queue) && isSelected(selection, leg)) yield leg;
		} else {
			for (const episode of record.episodes)
				if (selection === 'all' || state.classOf(episode.channel) === state.fast) yield episode;
		}
	}
}

/** Whether the slow channels of a queue are left out. */
function isFastOnly(selection: Selection): boolean {
	return typeof selection === 'object' && selection.fastOnly === true;
}

/** Whether a wait in a scope of the selection is of its channels. */
function isSelected(selection: Selection, wait: Wait): boolean {
	return !isFastOnly(selection) || isFastChannel(wait.channel);
}

function scopesOf(state: LiveState, selection: Selection): (Scope & Partial<Pick<QueueScope, 'slowFacts'>>)[] {
	if (selection === 'all') return [state.fast, state.slow];
	if (selection === 'fast') return [state.fast];
	const scope = state.queues.get(selection.queue);
	return scope === undefined ? [] : [scope];
}
