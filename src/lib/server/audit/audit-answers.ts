import { csvTable } from '#lib/domain/reports/report-csv.ts';
import { actorOf, may, type Principal } from '../access/principal.ts';
import { badRequest } from '../http/read-json.ts';
import { entryNamer, type NamedParts } from './audit-names.ts';
import type { AuditQuery } from './audit-trail.ts';

const pageSize = 50;
const maxPage = 200;
/** A file for a spreadsheet has no more lines. */
const maxLines = 20_000;
const known = ['before', 'action', 'actor', 'limit', 'output', 'language'];

/**
 * Answers `GET /api/audit`: the newest first, 50 at a time; `before` the last number seen, `action` how the action begins, `actor`
 * an id. With `output=csv` all of them as a file, which is itself recorded.
 */
export async function auditResponse(
	parts: NamedParts,
	principal: Principal,
	parameters: URLSearchParams
): Promise<Response> {
	const query = readQuery(parameters);
	if ('field' in query) return badRequest(query.field, query.reason);
	const { access } = parts;
	const named = await entryNamer(parts, (capability) => may(principal, capability));
	if (parameters.get('output') !== 'csv') {
		// One more than asked for tells whether there are more.
		const found = await access.audit.list({ ...query, limit: query.limit + 1 });
		const entries = found.slice(0, query.limit).map(named);
		const next = found.length > query.limit ? (entries.at(-1)?.no ?? null) : null;
		return Response.json({ entries, next }, { headers: { 'cache-control': 'no-store' } });
	}
	const { before, ...filter } = query;
	await access.audit.record(actorOf(principal), 'audit.exported', null, { action: filter.action ?? null });
	const rows = await access.audit.list({ ...filter, limit: maxLines });
	const lines = rows.map(named).map((entry) => ({
		no: entry.no,
		at: new Date(entry.at).toISOString(),
		actor: entry.actorKind,
		actor_id: entry.actorId,
		actor_name: entry.actorName,
		action: entry.action,
		subject: entry.subject,
		details: JSON.stringify(entry.details),
		// Behind what was there first, for whoever counts columns.
		actor_roles: entry.actorRoles?.join(' ') ?? null,
		subject_name: entry.subjectName
	}));
	const keys = [
		...['no', 'at', 'actor', 'actor_id', 'actor_name', 'action', 'subject', 'details'],
		...['actor_roles', 'subject_name']
	];
	return new Response(csvTable(keys, lines, parameters.get('language') === 'en' ? 'en' : 'nl'), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="audit.csv"',
			'cache-control': 'no-store'
		}
	});
}

function readQuery(parameters: URLSearchParams): AuditQuery | Readonly<{ field: string; reason: string }> {
	for (const name of parameters.keys())
		if (!known.includes(name)) return { field: 'query', reason: `there are ${known.join(', ')}` };
	const [before, limit] = [whole(parameters.get('before')), whole(parameters.get('limit'))];
	if (before === null) return { field: 'before', reason: 'must be a number of an entry' };
	if (limit === null || (limit ?? 1) < 1 || (limit ?? 1) > maxPage)
		return { field: 'limit', reason: `must be from 1 to ${maxPage}` };
	const [action, actorId] = [parameters.get('action') ?? '', parameters.get('actor') ?? ''];
	if (!/^[a-z.-]{0,60}$/.test(action)) return { field: 'action', reason: 'must be how an action begins' };
	return {
		limit: limit ?? pageSize,
		...(before === undefined ? {} : { before }),
		...(action === '' ? {} : { action }),
		...(actorId === '' ? {} : { actorId })
	};
}

/** Undefined where it is not given, null where it is no whole number. */
function whole(text: string | null): number | null | undefined {
	if (text === null || text === '') return undefined;
	return /^\d{1,12}$/.test(text) ? Number(text) : null;
}
