import { json } from '@sveltejs/kit';
import type { Access } from '#lib/server/access/access.ts';
import { may, type Principal } from '#lib/server/access/principal.ts';
import { streamRules } from '#lib/server/access/route-rules.ts';
import { application } from '#lib/server/application.ts';
import type { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { untilNotBehind } from '#lib/server/live/not-behind.ts';
import type { OpenStreams } from '#lib/server/live/open-streams.ts';
import type { Screen } from '#lib/server/live/screen.ts';
import { streamHeaders, streamResponse } from '#lib/server/live/stream-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url, request, platform, locals }) => {
	const { openStreams, access, log, projection } = application();
	const broadcaster = askedView(url, locals);
	if (broadcaster instanceof Response) return broadcaster;
	const { principal, origin } = locals;
	const refusal = openStreams.refusal(principal, origin.address);
	if (refusal !== null) return json({ error: refusal }, { status: 503, headers: { 'retry-after': '5' } });
	const lastId = request.headers.get('last-event-id') ?? url.searchParams.get('last_event_id');
	await untilNotBehind(lastId, { epoch: log.epoch, foldedSeq: () => projection.state.seq });
	const response = streamResponse(broadcaster, {
		signal: request.signal,
		// There is none under the development server's own request.
		socket: platform?.req?.socket ?? null,
		lastId,
		follow: accountOf(access, openStreams, principal, origin.address)
	});
	if (principal.kind === 'display') {
		// What was changed while it was away; what is changed from now on reaches it anyway.
		const standing = await access.displays.standing(principal.displayId);
		if (standing !== null) openStreams.tellDisplay(principal.displayId, 'display', standing);
	}
	return response;
};

export const HEAD: RequestHandler = ({ url, locals }) => {
	const broadcaster = askedView(url, locals);
	return broadcaster instanceof Response ? broadcaster : streamHeaders();
};

/** Keeps account of a stream as long as it is open; holds on to nothing of the request that opened it. */
function accountOf(access: Access, openStreams: OpenStreams, principal: Principal, address: string | null) {
	return (screen: Screen): (() => void) => {
		const unwatch = access.watch.follow(principal, () => screen.revoke());
		const leave = openStreams.enter(principal, address, {
			end: () => screen.cut(),
			send: (bytes) => screen.tell(bytes)
		});
		return () => {
			unwatch();
			leave();
		};
	};
}

/** What sends the view that is asked for, or the answer to whoever cannot follow it. */
function askedView(url: URL, { principal }: App.Locals): Broadcaster | Response {
	const view = url.searchParams.get('view') ?? 'now';
	const broadcaster = application().streams.of(view);
	const needs = Object.hasOwn(streamRules, view) ? streamRules[view] : undefined;
	if (broadcaster === null || needs === undefined)
		return json({ error: `view: there is no view ${view}`, field: 'view' }, { status: 400 });
	if (!may(principal, needs)) return json({ error: `view: ${view} is not for you`, field: 'view' }, { status: 403 });
	if (broadcaster.canShow()) return broadcaster;
	const headers = { 'retry-after': '5' };
	return json({ error: `view: ${view} cannot be built now`, field: 'view' }, { status: 503, headers });
}
