import type { DisplayReport, DisplayStanding } from '#lib/protocol/display-settings.ts';
import { ask } from '../access/ask.ts';
import type { LiveView } from '../live/live-view.svelte.ts';
import { heapBytes } from '../live/page-reload.ts';
import { readyBuild } from '../live/ready-build.ts';
import { DisplayLife } from './display-life.ts';
import { askOwnDisplay } from './own-display.ts';

/** What a board's page has to say to lead the life of a screen. */
export type FollowedBoard = Readonly<{
	/** Whether this browser was paired as a screen. */
	isDisplay: boolean;
	/** Its settings as the page began; null where it has none. */
	standing: DisplayStanding | null;
	/** Id of the screen in the address. */
	id: string;
	view: LiveView;
	/** The board in view. */
	shown: () => 'now' | 'today';
	/** Revision of the settings that are shown; 0 = none. */
	revision: () => number;
	/** Fetches the settings anew. */
	renew: () => void;
	/** Shows the page on which a screen asks to be paired. */
	toPair: () => void;
}>;

/** Leads the life of a screen in this browser: see {@link DisplayLife}. Start and stop it. */
export function followDisplay(board: FollowedBoard): DisplayLife {
	const world = {
		random: () => Math.random(),
		after: (delayMs: number, callback: () => void) => {
			const timer = setTimeout(callback, delayMs);
			return () => clearTimeout(timer);
		},
		report: () => reportOf(board),
		alive: (body: DisplayReport) =>
			ask('/api/display/alive', { method: 'POST', body, read: readStanding, staysOn401: true }),
		check: () => askOwnDisplay(board.id),
		readyBuild,
		reload: () => location.reload(),
		renew: board.renew,
		toPair: board.toPair
	};
	return new DisplayLife(world, board.isDisplay, board.standing);
}

function reportOf({ view, shown, revision }: FollowedBoard): DisplayReport {
	return {
		seq: view.seq,
		dataAgeMs: view.isLoaded ? view.silenceSeconds * 1000 : null,
		build: view.build ?? '',
		heapBytes: heapBytes(),
		visible: document.visibilityState === 'visible',
		width: innerWidth,
		height: innerHeight,
		board: shown(),
		revision: revision()
	};
}

/** Reads the answer of `POST /api/display/alive`; throws where it is something else. */
function readStanding(json: unknown): DisplayStanding {
	if (typeof json !== 'object' || json === null || !('revision' in json) || !('reloadRevision' in json))
		throw new Error('revision: is missing');
	const { revision, reloadRevision } = json;
	if (typeof revision !== 'number' || typeof reloadRevision !== 'number') throw new Error('revision: must be a number');
	return { revision, reloadRevision };
}
