import { reason } from '#lib/domain/reasons/reason.ts';
import { actorOf, type Principal } from '../access/principal.ts';
import type { Application } from '../application.ts';
import { badRequest, readJson } from '../http/read-json.ts';
import { annotationSchema, completeAnnotation, isDay } from './annotation-schema.ts';

type AnnotationParts = Pick<Application, 'annotations' | 'access' | 'clock' | 'calendar'>;

const noStore = { 'cache-control': 'no-store' };

/** Answers `GET /api/annotations`: those that lie in the days `from` to `to`, both included, or partly; all where they are left out. */
export async function listAnnotations({ annotations, access }: AnnotationParts, url: URL): Promise<Response> {
	for (const name of url.searchParams.keys())
		if (name !== 'from' && name !== 'to') return badRequest(name.slice(0, 80).toWellFormed(), reason('unknown-here'));
	const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')];
	if (from !== null && !isDay(from)) return badRequest('from', reason('a-date'));
	if (to !== null && !isDay(to)) return badRequest('to', reason('a-date'));
	const found = annotations.annotationsBetween(from, to);
	const names = new Map<string, string | null>();
	for (const { by } of found)
		if (by !== null && !names.has(by)) names.set(by, (await access.people.find(by))?.name ?? null);
	const listed = found.map((one) => ({ ...one, byName: one.by === null ? null : (names.get(one.by) ?? null) }));
	return Response.json({ annotations: listed }, { headers: noStore });
}

/** Answers `POST /api/annotations`. */
export async function addAnnotation(app: AnnotationParts, principal: Principal, request: Request): Promise<Response> {
	const read = await readJson(request, annotationSchema);
	if (!read.ok) return read.response;
	const asked = completeAnnotation(read.value, app.calendar.dateOf(app.clock.now()));
	if ('reason' in asked) return badRequest(asked.field, asked.reason, 422);
	const added = await app.annotations.add(asked, actorOf(principal), app.access.audit);
	if (added === 'too-many') return badRequest('annotations', reason('annotations-full'), 422);
	if (added === 'log-away') return badRequest('log', reason('log-away'), 503);
	return Response.json(added, { status: 201, headers: noStore });
}

/** Answers `DELETE /api/annotations/[id]`. */
export async function removeAnnotation(app: AnnotationParts, principal: Principal, id: string): Promise<Response> {
	const isDone = await app.annotations.remove(id, actorOf(principal), app.access.audit);
	if (isDone === null) return badRequest('log', reason('log-away'), 503);
	return isDone ? new Response(null, { status: 204 }) : badRequest('id', 'there is none by this id', 404);
}
