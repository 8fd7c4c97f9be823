import { application } from '#lib/server/application.ts';
import { readBody } from '#lib/server/http/read-body.ts';
import { badRequest } from '#lib/server/http/read-json.ts';
import { TokenBuckets } from '#lib/server/http/token-buckets.ts';
import { tooMany } from '#lib/server/http/too-many.ts';
import type { RequestHandler } from './$types';

const maxBytes = 16 * 1024;
const types = new Set(['application/csp-report', 'application/reports+json']);
/** Of all browsers together: a page that goes wrong tells it once, and need not be believed more often. */
const rate = new TokenBuckets({ perSecond: 5, burst: 100 });

/** What browsers say that a page's policy did not allow. */
export const POST: RequestHandler = async ({ request }) => {
	const waitMs = rate.take('all');
	if (waitMs > 0) return tooMany('too many reports', waitMs);
	const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
	if (!types.has(type))
		return badRequest('content-type', 'must be application/csp-report or application/reports+json', 415);
	const body = await readBody(request, maxBytes);
	if (!Buffer.isBuffer(body)) return badRequest('body', body.reason, body.status);
	if (application().cspReports.take(body.toString('utf8')) === null) return badRequest('body', 'is no report');
	return new Response(null, { status: 204 });
};
