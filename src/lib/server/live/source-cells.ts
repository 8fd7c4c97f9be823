import type { LiveState } from '#lib/domain/live/live-state.ts';
import { type RestsOn, Silence, type SilenceRules } from '#lib/domain/live/silence.ts';
import { openingStateAt } from '#lib/domain/settings/opening-state.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { type Cells, type CellValue, queueCellPrefix } from '#lib/protocol/live-cells.ts';

/** The views that screens follow. */
export type SourcedView = 'now' | 'board' | 'phone';

const ofNow = { fast: { channels: 'fast' }, agents: 'agents' } as const;
/** What each view shows besides its queues, and what that rests on. */
const shown: Readonly<Record<SourcedView, Readonly<Record<string, RestsOn>>>> = {
	now: ofNow,
	board: {
		...ofNow,
		today: { channels: 'fast' },
		week: { channels: 'chat' },
		score: 'surveys',
		slow: { channels: 'slow' }
	},
	phone: { ...ofNow, score: 'surveys' }
};

/** Figures that move by themselves when nothing comes: those of the last half hour, and waits that are given up. */
const moving: Readonly<Record<'fast' | 'agents' | 'queue', readonly string[]>> = {
	fast: ['queue_depth', 'longest_since', 'asa_s', 'asa_n', 'sl', 'sl_offered', 'off_norm_since'],
	agents: ['busy', 'ready', 'acw', 'not_ready'],
	queue: ['depth', 'longest_since', 'asa_s', 'asa_n', 'sl', 'sl_offered', 'off_norm_since']
};
/** More than there can be sources in trouble; an entry of one that is well again is of no use. */
const mostKept = 40;

/** What the source cells of a view are built from. */
export type SourcedParts = Readonly<{
	view: SourcedView;
	state: LiveState;
	at: number;
	settings: SiteSettings;
	calendar: SiteCalendar;
	rules: SilenceRules;
	/** The view's figures at an instant. */
	figures: (at: number) => Cells;
}>;

/**
 * Puts sources into views: which figures rest on one that is silent, and those figures as they were when it was last heard. A
 * figure over several sources stays as it was only when all of them are silent: else one of them would hide what the others say.
 */
export class SourcedViews {
	/** By view and instant. An answer of the past looks at every contact known, and frames are built several times a second. */
	readonly #kept = new Map<string, Cells>();
	#settings: SiteSettings | null = null;

	/** The cells of a view, with what is said of its sources. */
	cells(parts: SourcedParts, now: Cells): Cells {
		const { view, state, at, settings, calendar, rules } = parts;
		if (settings !== this.#settings) this.#kept.clear();
		this.#settings = settings;
		const silence = new Silence(state.sources.all(), at, settings, calendar, rules);
		const added = sourceCells(view, now, state, at, settings, calendar, rules, silence);
		const cells: Record<string, CellValue> = { ...now, ...added };
		if (added['sources.silent'] === 0) {
			this.#kept.clear();
			return cells;
		}
		const keep = (prefix: string, keys: readonly string[], what: RestsOn): void => {
			const lastHeard = lastHeardAt(silence, what);
			if (lastHeard === null) return;
			const known = this.#knownAt(parts, lastHeard);
			for (const key of keys) {
				const value = known[`${prefix}${key}`];
				if (value !== undefined) cells[`${prefix}${key}`] = value;
			}
		};
		keep('fast.', moving.fast, ofNow.fast);
		keep('agents.', moving.agents, 'agents');
		for (const { queue } of state.queues.values()) {
			const prefix = queueCellPrefix(queue);
			if (`${prefix}depth` in now) keep(prefix, moving.queue, { queue });
		}
		return cells;
	}

	#knownAt({ view, figures }: SourcedParts, at: number): Cells {
		const key = `${view} ${at}`;
		let known = this.#kept.get(key);
		if (known === undefined) {
			known = figures(at);
			if (this.#kept.size >= mostKept) this.#kept.clear();
			this.#kept.set(key, known);
		}
		return known;
	}
}

/** When the last of a figure's sources was heard, where all of them are silent; null = one is not, or there are none. */
function lastHeardAt(silence: Silence, what: RestsOn): number | null {
	const sources = silence.sourcesOf(what);
	if (sources.length === 0 || sources.some(({ silentSince }) => silentSince === null)) return null;
	return Math.max(...sources.map(({ aliveAt }) => aliveAt));
}

/** The cells that say which figures of a view rest on a source that is silent, and the centre's hours; see `SourceCellKey`. */
export function sourceCells(
	view: SourcedView,
	cells: Cells,
	state: LiveState,
	at: number,
	settings: SiteSettings,
	calendar: SiteCalendar,
	rules: SilenceRules,
	silence = new Silence(state.sources.all(), at, settings, calendar, rules)
): Cells {
	const opening = openingStateAt(settings, calendar, at);
	const added: Record<string, CellValue> = {
		'sources.silent': silence.standings.filter(({ silentSince }) => silentSince !== null).length,
		'hours.opens_at': opening?.isOpen === false ? opening.until : null,
		'hours.closes_at': opening?.isOpen === true ? opening.until : null
	};
	const add = (prefix: string, what: RestsOn): void => {
		const silent = silence.of(what);
		added[`${prefix}silent_source`] = silent?.label ?? null;
		added[`${prefix}silent_since`] = silent?.silentSince ?? null;
	};
	for (const [group, what] of Object.entries(shown[view])) add(`${group}.`, what);
	for (const { queue } of state.queues.values()) {
		const prefix = queueCellPrefix(queue);
		if (`${prefix}depth` in cells) add(prefix, { queue });
	}
	return added;
}
