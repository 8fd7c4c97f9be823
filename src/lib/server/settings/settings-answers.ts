import * as v from 'valibot';
import { reason, reasonMessage, reasonText } from '#lib/domain/reasons/reason.ts';
import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { TreePath } from '#lib/domain/settings/file/settings-tree.ts';
import { may, type Principal } from '../access/principal.ts';
import type { Application } from '../application.ts';
import { badRequest } from '../http/read-json.ts';
import { InvalidQuery, isInvalidQuery, readInstant } from '../live/live-query.ts';
import { SettingsChanges } from './settings-changes.ts';
import type { SettingsAuthor } from './settings-record.ts';

/** What a change of the settings is asked with. */
export const settingsPatchSchema = v.strictObject({
	/** The form of it is checked as that of a settings file. A list would pass for an object. */
	patch: v.custom<Readonly<Record<string, unknown>>>(
		(patch) => typeof patch === 'object' && patch !== null && !Array.isArray(patch),
		reasonMessage('a-set-of-fields')
	),
	base: v.pipe(v.number(), v.integer(), v.minValue(0))
});

type Office = Pick<
	Application,
	'settingsOffice' | 'settings' | 'projection' | 'access' | 'settingsHistory' | 'calendar'
>;

/** Somebody as a page names them. */
type NamedAuthor = SettingsAuthor & Readonly<{ name?: string }>;

/** Answers what holds, where each value comes from, and what whoever asks may change. */
export async function settingsView(app: Office, principal: Principal): Promise<Record<string, unknown>> {
	const { desk } = app.settingsOffice;
	const { revision, settings, origins } = desk.view();
	const names = new Map<string, string>();
	const named = Object.entries(origins).map(async ([path, origin]) => {
		const by = origin.by === undefined ? {} : { by: await nameAuthor(app, origin.by, names) };
		return [path, { ...origin, ...by }] as const;
	});
	return {
		revision,
		settings,
		origins: Object.fromEntries(await Promise.all(named)),
		fileProblem: app.settingsOffice.problem(),
		zone: app.settings.zone,
		/** Queues of the live state, whether the settings name them or not. */
		knownQueues: [...app.projection.state.queues.values()].map(({ queue }) => queue).sort(),
		may: {
			all: may(principal, 'settings.write'),
			own: may(principal, 'settings.write-own'),
			queues: principal.kind === 'person' ? principal.queues : null
		}
	};
}

/** Answers `PATCH /api/settings`. */
export async function changeSettings(
	app: Office,
	principal: Principal,
	{ patch, base }: v.InferOutput<typeof settingsPatchSchema>
): Promise<Response> {
	const outcome = await app.settingsOffice.desk.change({
		patch,
		base,
		by: authorOf(principal),
		may: (path) => mayChange(principal, path, app.settings)
	});
	switch (outcome.kind) {
		case 'done':
			return Response.json(await settingsView(app, principal), { headers: { 'cache-control': 'no-store' } });
		case 'conflict': {
			const why = reason('changed-meanwhile');
			const body = { error: `base: ${reasonText(why)}`, field: 'base', reason: why };
			return Response.json({ ...body, now: await settingsView(app, principal) }, { status: 409 });
		}
		case 'file-unknown':
			return badRequest('file', reason('file-unusable'), 422);
		case 'invalid':
			return badRequest(outcome.field, outcome.reason, 422);
		case 'refused':
			return badRequest(outcome.field, outcome.reason, 403);
		case 'log-away':
			return badRequest('log', reason('log-away'), 503);
	}
}

/**
 * Whether somebody may change a value: all of them, or the norms of their own queues and exceptional hours.
 * @param settings under which queues count
 */
export function mayChange(principal: Principal, path: TreePath, settings: SiteSettings): boolean {
	if (may(principal, 'settings.write')) return true;
	if (!may(principal, 'settings.write-own')) return false;
	const [section, queue, field] = path;
	if (section === 'exceptionalHours') return true;
	if (section !== 'queues' || queue === undefined || field !== 'norms') return false;
	const own = principal.kind === 'person' ? principal.queues : null;
	return own === null || own.some((one) => countedQueue(settings, one) === countedQueue(settings, queue));
}

/** Answers `GET /api/settings/changes`: what changed between two instants, oldest first. */
export async function changesResponse(app: Office, parameters: URLSearchParams): Promise<Response> {
	try {
		for (const name of parameters.keys())
			if (!['from', 'to'].includes(name)) throw new InvalidQuery(name, 'no such parameter; there are from, to');
		const instant = (name: string, without: number): number => {
			const text = parameters.get(name);
			return text === null ? without : readInstant(name, text, app.calendar);
		};
		const [from, to] = [instant('from', -Infinity), instant('to', Infinity)];
		const names = new Map<string, string>();
		const all = await new SettingsChanges(app.settingsHistory).all();
		const changes = all
			.filter(({ at }) => at >= from && at < to)
			.map(async (change) => ({
				...change,
				by: change.by === null ? null : await nameAuthor(app, change.by, names)
			}));
		return Response.json({ changes: await Promise.all(changes) }, { headers: { 'cache-control': 'no-store' } });
	} catch (error) {
		if (isInvalidQuery(error)) return badRequest(error.field, error.message.replace(/^[^:]+: /, ''));
		throw error;
	}
}

/** Who changes settings by a request. Keys and screens never get here. */
function authorOf(principal: Principal): SettingsAuthor {
	return principal.kind === 'person' ? { kind: 'person', id: principal.personId } : { kind: 'machine' };
}

/** Names live where they can be erased: beside the id, for as long as there is one. */
async function nameAuthor({ access }: Office, by: SettingsAuthor, known: Map<string, string>): Promise<NamedAuthor> {
	if (by.kind !== 'person') return by;
	const name = known.get(by.id) ?? (await access.people.find(by.id))?.name;
	if (name === undefined) return by;
	known.set(by.id, name);
	return { ...by, name };
}
