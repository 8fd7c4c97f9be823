import type { WallMessage } from '#lib/domain/messages/wall-message.ts';
import { reason } from '#lib/domain/reasons/reason.ts';
import { actorOf, type Principal } from '../access/principal.ts';
import type { Application } from '../application.ts';
import { badRequest, readJson } from '../http/read-json.ts';
import { completeMessage, messageSchema } from './message-schema.ts';

type MessageParts = Pick<Application, 'messages' | 'access' | 'clock'>;

/** Messages that have ended are listed for as long as anybody may ask after them. */
const maxListed = 100;

/** Answers `GET /api/messages`: the newest first, with which of them is on the walls now. */
export async function listMessages({ messages, access, clock }: MessageParts): Promise<Response> {
	const now = clock.now();
	const shown = messages.shownAt(now)?.id ?? null;
	const listed = messages.all.slice(0, maxListed).map(async (message) => ({
		...message,
		byName: message.by === null ? null : ((await access.people.find(message.by))?.name ?? null),
		state: stateOf(message, now, shown)
	}));
	return Response.json({ now, messages: await Promise.all(listed) }, { headers: { 'cache-control': 'no-store' } });
}

/** Answers `POST /api/messages`. */
export async function showMessage(app: MessageParts, principal: Principal, request: Request): Promise<Response> {
	const read = await readJson(request, messageSchema);
	if (!read.ok) return read.response;
	const asked = completeMessage(read.value, app.clock.now());
	if ('reason' in asked) return badRequest(asked.field, asked.reason, 422);
	const message = await app.messages.show(asked, actorOf(principal), app.access.audit);
	if (message === null) return badRequest('log', reason('log-away'), 503);
	return Response.json(message, { status: 201, headers: { 'cache-control': 'no-store' } });
}

/** Answers `DELETE /api/messages/[id]`. */
export async function withdrawMessage(app: MessageParts, principal: Principal, id: string): Promise<Response> {
	const isDone = await app.messages.withdraw(id, actorOf(principal), app.access.audit);
	if (isDone === null) return badRequest('log', reason('log-away'), 503);
	return isDone
		? new Response(null, { status: 204 })
		: badRequest('id', 'there is none by this id that has not ended', 404);
}

/** `waiting`: another that began later is in its place. */
function stateOf(
	{ id, from, until, withdrawnAt }: WallMessage,
	now: number,
	shown: string | null
): 'shown' | 'waiting' | 'coming' | 'ended' | 'withdrawn' {
	if (withdrawnAt !== null) return 'withdrawn';
	if (now >= until) return 'ended';
	if (now < from) return 'coming';
	return id === shown ? 'shown' : 'waiting';
}
