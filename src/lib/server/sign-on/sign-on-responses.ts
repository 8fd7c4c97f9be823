import type { Origin } from '../access/client-address.ts';
import { cookieHeader, readCookie } from '../access/cookies.ts';
import type { Principal } from '../access/principal.ts';
import { tooMany } from '../http/too-many.ts';
import { withSession } from '../people/answers.ts';
import type { SignOnDesk } from './open-sign-on.ts';
import type { SignOnProblem } from './sign-on-failure.ts';
import { flowLifeMs } from './sign-on-flow.ts';

/** A request of somebody who signs on. */
export type SignOnRequest = Readonly<{ url: URL; request: Request; principal: Principal; origin: Origin }>;

/** A page that shows a login does not wait longer for a provider that is away. */
const lookMs = 800;

/** What a page that shows a login is told. */
export async function standingResponse(desk: SignOnDesk | null): Promise<Response> {
	if (desk === null) return Response.json({ isOn: false });
	const { configuration, provider } = desk;
	await Promise.race([provider.look(), new Promise((resolve) => void setTimeout(resolve, lookMs).unref())]);
	const { isReachable } = provider;
	return Response.json({ isOn: true, label: configuration.label, ...(isReachable === null ? {} : { isReachable }) });
}

/** Sends a browser to the provider. */
export async function startResponse(desk: SignOnDesk | null, asked: SignOnRequest): Promise<Response> {
	if (desk === null) return redirect('/login');
	const { url, principal, origin } = asked;
	const waitSeconds = desk.starts.take(origin.address);
	if (waitSeconds > 0) return tooMany('too many sign-ons from here: wait a while', waitSeconds * 1000);
	const home = elsewhere(desk.configuration.origin, asked);
	if (home !== null) return redirect(home);
	const stepUpFor = url.searchParams.get('stepUp') === '1' && principal.kind === 'person' ? principal : null;
	const to = url.searchParams.get('to');
	const begun = await desk.signOn.begin(to, stepUpFor);
	if ('problem' in begun) return problemResponse(begun.problem, to);
	const cookie = cookieHeader('sign-on', begun.sealedFlow, origin.isSecure, flowLifeMs / 1000);
	return redirect(begun.url, cookie);
}

/** Takes a browser in that comes back from the provider. */
export async function backResponse(desk: SignOnDesk | null, asked: SignOnRequest): Promise<Response> {
	if (desk === null) return redirect('/login');
	const { url, request, principal, origin } = asked;
	const sealedFlow = readCookie(request.headers.get('cookie'), 'sign-on', origin.isSecure);
	const place = { address: origin.address, userAgent: request.headers.get('user-agent') };
	const finished = await desk.signOn.finish(url.search, sealedFlow, principal, place);
	const response = 'problem' in finished ? problemResponse(finished.problem, finished.to) : redirect(finished.to);
	response.headers.append('set-cookie', cookieHeader('sign-on', '', origin.isSecure, 0));
	return 'problem' in finished ? response : withSession(response, finished.session, origin.isSecure);
}

function problemResponse(problem: SignOnProblem, to: string | null): Response {
	const onward = to === null ? '' : `&to=${encodeURIComponent(to)}`;
	return redirect(`/login?problem=${problem}${onward}`);
}

function redirect(location: string, cookie?: string): Response {
	return new Response(null, {
		status: 303,
		headers: { location, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) }
	});
}

/**
 * Whoever asks by another name than the one the provider sends people back to would come back without the cookie. They
 * begin again there, once: a proxy may hide by which name they asked.
 */
function elsewhere(origin: string, { url, origin: asked }: SignOnRequest): string | null {
	if (asked.host === null || asked.host === new URL(origin).host || url.searchParams.has('again')) return null;
	const query = new URLSearchParams(url.search);
	query.set('again', '1');
	return `${origin}/api/sign-on/start?${query}`;
}
