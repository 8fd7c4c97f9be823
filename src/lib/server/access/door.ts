import { isAtTheMachine } from './at-the-machine.ts';
import type { ApiKeys, KeyScope } from './api-keys.ts';
import type { Origin } from './client-address.ts';
import { type AskingPage, isForeignUse } from './foreign-use.ts';
import { type DisplayPrincipal, may, type PersonPrincipal, type Principal } from './principal.ts';
import type { ProxyWatch } from './proxy-watch.ts';
import { type GuardedRule, isForPrograms, ruleOf } from './route-rules.ts';

/** How long somebody who showed again who they are may do what asks for that, ms. */
export const stepUpMs = 10 * 60_000;

/** A request, as far as the door looks at it. */
export type Knock = Readonly<{
	/** Id of the route in the router; null when none matched. */
	routeId: string | null;
	method: string;
	origin: Origin;
	page: Omit<AskingPage, 'host' | 'isSecure'>;
	/** `Content-Type` as sent. */
	contentType: string | null;
	/** `Authorization` as sent, and the secrets of the cookies; null where there is none. */
	authorization: string | null;
	sessionToken: string | null;
	displayToken: string | null;
}>;

/** Why somebody is not let in. */
export type Refusal = Readonly<{
	status: 401 | 403 | 404 | 405 | 415;
	reason: string;
	/** What of the request is wrong, where it is one thing. */
	field?: 'authorization' | 'content-type';
	/** What would help: to log in, or to show again who they are. */
	remedy?: 'login' | 'step-up';
}>;

/** Who was let in, or why not. */
export type Admission =
	Readonly<{ principal: Principal; refusal: null }> | Readonly<{ principal: null; refusal: Refusal }>;

/** What the door asks of sessions and displays. */
export type DoorChecks = Readonly<{
	/** Whether the server is open: whoever sits at the machine may see and change all but people. */
	isOpen: boolean;
	keys: Pick<ApiKeys, 'verify'>;
	sessions: { verify(token: string): Promise<PersonPrincipal | null> };
	displays: { verify(token: string): Promise<DisplayPrincipal | null> };
	/** Is told where every request comes from. */
	proxies?: Pick<ProxyWatch, 'see'>;
	now(): number;
}>;

/** The one place that decides who may call what. Routes are told who it is and need not ask again. */
export class Door {
	readonly #checks: DoorChecks;

	constructor(checks: DoorChecks) {
		this.#checks = checks;
	}

	/** Decides about a request. */
	async admit(knock: Knock): Promise<Admission> {
		const { routeId, method, origin } = knock;
		this.#checks.proxies?.see(origin);
		const rule = ruleOf(routeId, method);
		if (rule === undefined) return refuse(404, 'no such page');
		if (rule === null) return refuse(405, `${method} is not possible here`);
		// Browsers report by themselves, also for pages that are no page's; what they say is believed by nobody.
		if (rule === 'key' || rule === 'beacon') return { principal: { kind: 'nobody' }, refusal: null };
		const isPage = !isForPrograms(routeId);
		const { host, isSecure } = origin;
		const isForeign = isForeignUse(method, isPage, { ...knock.page, host, isSecure });
		const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
		// Also where anyone may come: the way in is not for pages of others either.
		if (isForeign && (rule !== 'anyone' || changes)) return refuse(403, 'not for pages of another site');
		// What a form can send without being asked for leave first is never read as an order.
		if (changes && knock.contentType !== null && !isJson(knock.contentType))
			return refuse(415, 'content-type: must be application/json', { field: 'content-type' });
		if (rule === 'anyone') return { principal: await this.#anyone(knock, isForeign), refusal: null };
		const { authorization } = knock;
		// A key that is wrong, or for something else, is not made good by a cookie beside it.
		if (rule.scope !== undefined && authorization !== null && isBearer(authorization))
			return this.#byKey(authorization, { ...rule, scope: rule.scope });
		const all = await this.#principals(knock);
		// A screen whose rights ended is a screen still: its board goes dark, also where whoever sits there may see all.
		const wasScreen = knock.displayToken !== null && !all.some(({ kind }) => kind === 'display' || kind === 'person');
		const isOfScreens = rule.needs === 'board.see' || rule.needs === 'display';
		const found = wasScreen && isOfScreens ? [] : all;
		const principal = found.find((one) => fits(one, rule));
		if (principal !== undefined) return this.#afterStepUp(principal, rule);
		if (found.length > 0) return refuse(403, 'your role does not allow this');
		return refuse(401, 'log in first', { remedy: 'login' });
	}

	/** A page of another site learns nothing of who uses its reader's browser; whoever comes from there by a link is known. */
	async #anyone(knock: Knock, isForeign: boolean): Promise<Principal> {
		const [first] = isForeign && knock.page.fetchMode !== 'navigate' ? [] : await this.#principals(knock);
		return first ?? { kind: 'nobody' };
	}

	async #byKey(authorization: string, rule: GuardedRule & { scope: KeyScope }): Promise<Admission> {
		const key = await this.#checks.keys.verify(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
		if (key === null) return refuse(401, 'authorization: not a key that is good here', { field: 'authorization' });
		const principal: Principal = { kind: 'key', key };
		if (key.scopes.includes(rule.scope) && fits(principal, rule)) return { principal, refusal: null };
		return refuse(403, `authorization: a key for this has the scope ${rule.scope}`, { field: 'authorization' });
	}

	/** Everybody whose credentials came along, the strongest claim first. */
	async #principals({ sessionToken, displayToken, origin }: Knock): Promise<Principal[]> {
		const found: Principal[] = [];
		const person = sessionToken === null ? null : await this.#checks.sessions.verify(sessionToken);
		if (person !== null) found.push(person);
		const display = displayToken === null ? null : await this.#checks.displays.verify(displayToken);
		if (display !== null) found.push(display);
		if (this.#checks.isOpen && isAtTheMachine(origin)) found.push({ kind: 'machine' });
		return found;
	}

	#afterStepUp(principal: Principal, rule: GuardedRule): Admission {
		if (rule.stepUp !== true || principal.kind !== 'person') return { principal, refusal: null };
		const { steppedUpAt } = principal;
		if (steppedUpAt !== null && steppedUpAt > this.#checks.now() - stepUpMs) return { principal, refusal: null };
		return refuse(403, 'show again who you are', { remedy: 'step-up' });
	}
}

function fits(principal: Principal, { needs }: GuardedRule): boolean {
	if (needs === 'login') return principal.kind === 'person' || principal.kind === 'machine';
	if (needs === 'display') return principal.kind === 'display';
	return may(principal, needs);
}

function refuse(
	status: Refusal['status'],
	reason: string,
	more: Pick<Refusal, 'field' | 'remedy'> = {}
): Readonly<{ principal: null; refusal: Refusal }> {
	return { principal: null, refusal: { status, reason, ...more } };
}

/** Other schemes are for a proxy in front. */
function isBearer(authorization: string): boolean {
	return /^Bearer(?:\s|$)/i.test(authorization);
}

function isJson(contentType: string): boolean {
	return contentType.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
