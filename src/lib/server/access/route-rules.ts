import type { Capability } from '#lib/domain/access/capability.ts';
import type { KeyScope } from './api-keys.ts';

/** A rule that lets somebody in by what they may do. */
export type GuardedRule = Readonly<{
	/** What whoever asks must be able to do; `login`: any person, whatever they may do; `display`: a screen that was paired. */
	needs: Capability | 'login' | 'display';
	/** The scope by which a key is let in as well. */
	scope?: KeyScope;
	/** Whether a person must have shown again who they are a short while ago. */
	stepUp?: true;
}>;

/**
 * Who may call a route.
 * - `anyone`: it says nothing about the centre, or is the way in itself.
 * - `key`: the route itself asks for a key or a signature.
 * - `beacon`: what browsers report by themselves; cookies are not looked at, and nothing is done but counting.
 * - otherwise what is needed: see {@link GuardedRule}.
 */
export type RouteRule = 'anyone' | 'key' | 'beacon' | GuardedRule;

const board = { needs: 'board.see' } as const;
const figures = { needs: 'figures.see' } as const;
const manageDisplays = { needs: 'displays.manage' } as const;
const login = { needs: 'login' } as const;
const managePeople = { needs: 'people.manage', stepUp: true } as const;
const readFigures = { needs: 'figures.see', scope: 'read' } as const;
const readSettings = { needs: 'settings.read' } as const;
const readTrends = { needs: 'trends.see', scope: 'read' } as const;
const writeAnnotations = { needs: 'annotations.write' } as const;
const writeMessages = { needs: 'messages.write' } as const;
const readComments = { needs: 'comments.read' } as const;
const readKeys = { needs: 'keys.read' } as const;
const manageKeys = { needs: 'keys.manage', stepUp: true } as const;

/** Every route there is, by its id in the router. One that is not here is refused: deny by default. */
export const routeRules: Readonly<Record<string, Readonly<Record<string, RouteRule>>>> = {
	'/': { GET: figures },
	'/board/[screen]': { GET: board },
	'/login': { GET: 'anyone' },
	'/welcome': { GET: 'anyone' },
	'/pair': { GET: 'anyone' },
	'/me': { GET: login },
	'/displays': { GET: manageDisplays },
	'/trends': { GET: { needs: 'trends.see' } },
	'/trends/print': { GET: { needs: 'trends.see' } },
	'/comments': { GET: readComments },
	'/settings': { GET: readSettings },
	'/settings/queues': { GET: readSettings },
	'/settings/targets': { GET: readSettings },
	'/settings/hours': { GET: readSettings },
	'/settings/surveys': { GET: readSettings },
	'/settings/messages': { GET: readSettings },
	'/settings/sources': { GET: readKeys },
	'/settings/people': { GET: { needs: 'people.read' } },
	'/settings/audit': { GET: { needs: 'audit.read' } },
	'/settings/privacy': { GET: login },
	'/(phone)/now': { GET: figures },
	'/(phone)/queues': { GET: figures },
	'/(phone)/queues/[queue]': { GET: figures },
	'/api/me': { GET: 'anyone' },
	'/api/me/password': { POST: { ...login, stepUp: true } },
	'/api/login': { POST: 'anyone' },
	'/api/logout': { POST: 'anyone' },
	'/api/step-up': { POST: login },
	// The way in by an identity provider, which sends the browser back with a link.
	'/api/sign-on': { GET: 'anyone' },
	'/api/sign-on/start': { GET: 'anyone' },
	'/api/sign-on/back': { GET: 'anyone' },
	'/api/sessions': { GET: login },
	'/api/sessions/[id]': { DELETE: login },
	'/api/people': { GET: { needs: 'people.read' } },
	'/api/people/[id]': { PATCH: managePeople },
	'/api/people/[id]/new-password-link': { POST: managePeople },
	'/api/invitations': { POST: managePeople },
	'/api/invitations/[id]': { DELETE: managePeople },
	'/api/welcome': { POST: 'anyone' },
	'/api/welcome/accept': { POST: 'anyone' },
	'/api/pairing': { GET: 'anyone', POST: 'anyone' },
	'/api/pairing/[code]': { GET: manageDisplays, POST: { ...manageDisplays, stepUp: true } },
	'/api/displays': { GET: manageDisplays },
	'/api/displays/[id]': { PATCH: manageDisplays, DELETE: manageDisplays },
	'/api/displays/[id]/reload': { POST: manageDisplays },
	'/api/display': { GET: board },
	'/api/display/alive': { POST: { needs: 'display' } },
	'/api/events': { POST: 'key', OPTIONS: 'anyone' },
	'/api/comments': { GET: readComments },
	'/api/retention': { GET: login },
	'/api/backups': { GET: readKeys },
	'/api/sources': { GET: readKeys },
	'/api/held-back': { POST: managePeople },
	'/api/live': { GET: readFigures },
	'/api/metrics': { GET: readFigures },
	'/metrics': { GET: { needs: 'metrics.read', scope: 'metrics' } },
	'/api/report': { GET: readFigures },
	// Which view may be followed by whom: streamRules.
	'/api/stream': { GET: { needs: 'board.see', scope: 'read' } },
	'/api/keys': { GET: readKeys, POST: manageKeys },
	'/api/keys/[id]': { DELETE: manageKeys },
	'/api/webhook-secrets': { GET: readKeys, POST: manageKeys },
	'/api/webhook-secrets/[id]': { DELETE: manageKeys },
	'/api/settings': { GET: readSettings, PATCH: { needs: 'settings.write-own' } },
	'/api/settings/changes': { GET: readSettings },
	'/api/messages': { GET: readSettings, POST: writeMessages },
	'/api/messages/[id]': { DELETE: writeMessages },
	'/api/trends': { GET: readTrends },
	'/api/trends/year': { GET: readTrends },
	'/api/trends/findings': { GET: readTrends },
	'/api/annotations': { GET: { needs: 'trends.see' }, POST: writeAnnotations },
	'/api/annotations/[id]': { DELETE: writeAnnotations },
	'/api/audit': { GET: { needs: 'audit.read' } },
	'/api/csp-report': { POST: 'beacon' },
	'/api/health/live': { GET: 'anyone' },
	'/api/health/ready': { GET: 'anyone' }
};

/** What it takes to follow a view of the stream. */
export const streamRules: Readonly<Record<string, Capability>> = {
	now: 'figures.see',
	board: 'board.see',
	phone: 'figures.see'
};

/** Whether a route is for programs: they are told why they are not let in, and sent nowhere else. */
export function isForPrograms(routeId: string | null): boolean {
	return routeId?.startsWith('/api/') === true || routeId === '/metrics';
}

/** The rule of a route for a method; null where the method is not possible, undefined where there is no such route. */
export function ruleOf(routeId: string | null, method: string): RouteRule | null | undefined {
	const rules = routeId !== null && Object.hasOwn(routeRules, routeId) ? routeRules[routeId] : undefined;
	if (rules === undefined) return undefined;
	// HEAD tells no more than GET does.
	const asked = method === 'HEAD' ? 'GET' : method;
	return (Object.hasOwn(rules, asked) ? rules[asked] : undefined) ?? null;
}
