import { countedQueue } from '#lib/domain/settings/queue-settings.ts';
import { actorOf, type Principal } from '../access/principal.ts';
import type { Application } from '../application.ts';
import { readAnswerPlaces } from '../database/sqlite/survey-answers.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { badRequest } from '../http/read-json.ts';
import { readComments } from './read-comments.ts';

const mostDays = 366;
const dayMs = 86_400_000;

type Parts = Pick<
	Application,
	'access' | 'calendar' | 'clock' | 'comments' | 'configuration' | 'history' | 'log' | 'settings'
>;

/** Answers `GET /api/comments?from=&to=&queue=`; every reading is recorded, by how much was read and never what. */
export async function commentsResponse(
	app: Parts,
	principal: Principal,
	parameters: URLSearchParams
): Promise<Response> {
	const { calendar, settings, clock } = app;
	const unknown = [...parameters.keys()].find((name) => !['from', 'to', 'queue', 'lang'].includes(name));
	if (unknown !== undefined) return badRequest(unknown.slice(0, 80), 'is not known here');
	const [from, to] = [parameters.get('from') ?? '', parameters.get('to') ?? ''];
	for (const [field, day] of Object.entries({ from, to }))
		if (!isDay(day)) return badRequest(field, 'must be a day of the site like 2026-11-22');
	if (from >= to) return badRequest('to', 'must be later than from; its day itself is left out');
	if (Date.parse(to) - Date.parse(from) > mostDays * dayMs) return badRequest('to', `is more than ${mostDays} days on`);
	const asked = parameters.get('queue');
	const own = principal.kind === 'person' ? principal.queues : [];
	const counted = (queue: string): string => countedQueue(settings, queue);
	const queue = asked === null || asked === '' ? null : counted(asked);
	const ownCounted = own === null ? null : own.map(counted);
	if (queue !== null && ownCounted !== null && !ownCounted.includes(queue))
		return Response.json({ error: 'queue: is not one of yours', field: 'queue' }, { status: 403, headers });
	await app.history.settled();
	const list = await readComments(
		{
			comments: app.comments,
			places: (first, end, writers) => readAnswerPlaces(viewsFile(app.configuration.databaseFile), first, end, writers),
			find: (source, id) => app.log.find(source, id),
			counted,
			calendar,
			now: clock.now()
		},
		{ from, to, queue, own: ownCounted }
	);
	// Before it is given out: what cannot be recorded is not read.
	const read = { from, to, queue, comments: list.comments.length };
	await app.access.audit.record(actorOf(principal), 'comments.read', null, read);
	return Response.json(list, { headers });
}

const headers = { 'cache-control': 'no-store' };

function isDay(text: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
	const at = Date.parse(`${text}T00:00:00Z`);
	return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
