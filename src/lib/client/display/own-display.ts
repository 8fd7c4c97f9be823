import type { DisplaySettings, OwnDisplay } from '#lib/protocol/display-settings.ts';
import type { Outcome } from '../access/asker.ts';
import { ask } from '../access/ask.ts';

/** A page waits no longer than this for its settings, ms: a board without them is better than none. */
const patienceMs = 6000;

/**
 * The settings of the screen this browser is, or for a person those of the screen named in the address.
 * `missing`: the address names no screen; `login`: this browser is no screen (any more) and nobody is logged in.
 */
export async function askOwnDisplay(id: string | null): Promise<Outcome<OwnDisplay>> {
	const ending = new AbortController();
	const timer = setTimeout(() => ending.abort(), patienceMs);
	const query = id === null ? '' : `?id=${encodeURIComponent(id)}`;
	try {
		return await ask(`/api/display${query}`, { read: readOwnDisplay, staysOn401: true, signal: ending.signal });
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Reads the answer of `GET /api/display`. A server of a later build may say more, or know boards that this page does not:
 * what is not understood is shown as it is where nobody set anything. Throws where it is no screen at all.
 */
export function readOwnDisplay(json: unknown): OwnDisplay {
	const display = objectOf(json);
	const settings = objectOf(display['settings']);
	const { id, name, revision, reloadRevision } = display;
	if (typeof id !== 'string' || typeof name !== 'string') throw new Error('id, name: must be text');
	if (typeof revision !== 'number' || typeof reloadRevision !== 'number') throw new Error('revision: must be a number');
	return { id, name, revision, reloadRevision, settings: settingsOf(settings) };
}

function settingsOf(settings: Readonly<Record<string, unknown>>): DisplaySettings {
	const number = (name: string, least: number, most: number, otherwise: number): number => {
		const value = settings[name];
		return typeof value === 'number' && value >= least && value <= most ? value : otherwise;
	};
	const one = <const T extends string>(name: string, choices: readonly T[], otherwise: T): T =>
		choices.find((choice) => choice === settings[name]) ?? otherwise;
	const { team } = settings;
	return {
		team: typeof team === 'string' ? team : '',
		board: one('board', ['now', 'today', 'both'], 'both'),
		secondsPerBoard: number('secondsPerBoard', 15, 60, 20),
		language: one('language', ['nl', 'en'], 'nl'),
		theme: one('theme', ['dark', 'light'], 'dark'),
		diagonalInches: number('diagonalInches', 20, 120, 55),
		readingMetres: number('readingMetres', 1, 20, 5)
	};
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
	if (typeof json !== 'object' || json === null) throw new Error('display: must be an object');
	return json as Readonly<Record<string, unknown>>; // an object's values, each looked at by whoever reads them
}
