import { json } from '@sveltejs/kit';
import { application } from '#lib/server/application.ts';
import { streamHeaders, streamResponse } from '#lib/server/live/stream-response.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url, request, platform }) => {
	const view = url.searchParams.get('view') ?? 'now';
	const { streams } = application();
	const broadcaster = streams.of(view);
	if (broadcaster === null) return json({ error: `view: there is no view ${view}`, field: 'view' }, { status: 400 });
	if (streams.isFull) {
		return json(
			{ error: 'as many screens as this server serves are connected' },
			{ status: 503, headers: { 'retry-after': '5' } }
		);
	}
	if (!broadcaster.canShow()) {
		return json(
			{ error: `view: ${view} cannot be built now`, field: 'view' },
			{ status: 503, headers: { 'retry-after': '5' } }
		);
	}
	// There is no socket under the development server's own request.
	return streamResponse(broadcaster, request.signal, () => platform?.req?.socket.destroy());
};

export const HEAD: RequestHandler = () => streamHeaders();
