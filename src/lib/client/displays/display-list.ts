import type { DisplayList, ListedDisplay } from '#lib/protocol/display-settings.ts';

/**
 * Reads `GET /api/displays`; throws where it is something else. Only what a page would stumble over is looked at: the
 * server has checked the rest when it took it in.
 */
export function readDisplays(json: unknown): DisplayList {
	if (typeof json !== 'object' || json === null || !('now' in json) || !('displays' in json))
		throw new Error('displays: is missing');
	const { now, displays } = json;
	if (typeof now !== 'number' || !Array.isArray(displays)) throw new Error('displays: must be a list with its time');
	for (const display of displays) checkDisplay(display);
	return { now, displays: displays as readonly ListedDisplay[] }; // checked one by one above
}

function checkDisplay(value: unknown): void {
	if (typeof value !== 'object' || value === null) throw new Error('displays: must hold objects');
	const display = value as Readonly<Record<string, unknown>>; // an object's values, looked at below
	for (const name of ['id', 'name'] as const)
		if (typeof display[name] !== 'string') throw new Error(`${name}: must be text`);
	const { settings, report } = display;
	if (typeof settings !== 'object' || settings === null) throw new Error('settings: must be an object');
	if (report !== null && typeof report !== 'object') throw new Error('report: must be an object');
}
