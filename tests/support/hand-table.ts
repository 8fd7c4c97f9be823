/*
 * Who may do what, and what every route asks for, as they were agreed: written by hand and not taken from the code, so that the
 * code can be held against it. A new route has its line here, or the matrix of access fails.
 */

/** Whoever may ask: a role, a key with a scope, somebody at the machine of an open server, or nobody. */
export type Asker = keyof typeof askers;

const askers = {
	nobody: '',
	display: '',
	executive: '',
	manager: '',
	admin: '',
	auditor: '',
	'key:intake': '',
	'key:bulk': '',
	'key:read': '',
	'key:metrics': '',
	machine: ''
};

/** Capabilities and who has them. The machine of an open server has all that have to do with no person. */
export const handTable: Readonly<Record<string, readonly Asker[]>> = {
	'board.see': ['display', 'executive', 'manager', 'admin', 'auditor', 'machine'],
	'figures.see': ['executive', 'manager', 'admin', 'auditor', 'machine'],
	'trends.see': ['executive', 'manager', 'admin', 'auditor', 'machine'],
	'figures.export': ['executive', 'manager', 'admin', 'auditor', 'machine'],
	'alarms.see': ['display', 'executive', 'manager', 'admin', 'machine'],
	'alarms.take': ['manager', 'machine'],
	'displays.manage': ['manager', 'admin', 'machine'],
	'comments.read': ['manager'],
	'annotations.write': ['manager', 'admin', 'machine'],
	'messages.write': ['manager', 'admin', 'machine'],
	'settings.read': ['manager', 'admin', 'auditor', 'machine'],
	'settings.write-own': ['manager', 'admin', 'machine'],
	'settings.write': ['admin', 'machine'],
	'keys.read': ['admin', 'auditor', 'machine'],
	'keys.manage': ['admin', 'machine'],
	'people.read': ['admin', 'auditor'],
	'people.manage': ['admin'],
	'rejected.read': ['admin', 'machine'],
	'audit.read': ['admin', 'auditor', 'machine'],
	'metrics.read': ['admin', 'auditor', 'machine'],
	display: ['display'],
	login: ['executive', 'manager', 'admin', 'auditor', 'machine'],
	anyone: Object.keys(askers) as Asker[] // its own keys
};

/**
 * What a route asks for: a capability, `login`, `display`, `anyone`, `key` (it looks at a key itself) or `beacon`. `| read` or `| metrics`
 * also lets a key of that scope in; `, again` asks a person to have shown again who they are.
 */
export const handNeeds: Readonly<Record<string, string>> = {
	'GET /': 'figures.see',
	'GET /board/[screen]': 'board.see',
	'GET /login': 'anyone',
	'GET /welcome': 'anyone',
	'GET /pair': 'anyone',
	'GET /me': 'login',
	'GET /displays': 'displays.manage',
	'GET /(phone)/now': 'figures.see',
	'GET /(phone)/queues': 'figures.see',
	'GET /(phone)/queues/[queue]': 'figures.see',
	'GET /api/me': 'anyone',
	'POST /api/me/password': 'login, again',
	'POST /api/login': 'anyone',
	'POST /api/logout': 'anyone',
	'POST /api/step-up': 'login',
	'GET /api/sign-on': 'anyone',
	'GET /api/sign-on/start': 'anyone',
	'GET /api/sign-on/back': 'anyone',
	'GET /api/sessions': 'login',
	'DELETE /api/sessions/[id]': 'login',
	'GET /api/people': 'people.read',
	'PATCH /api/people/[id]': 'people.manage, again',
	'POST /api/people/[id]/new-password-link': 'people.manage, again',
	'POST /api/invitations': 'people.manage, again',
	'DELETE /api/invitations/[id]': 'people.manage, again',
	'POST /api/welcome': 'anyone',
	'POST /api/welcome/accept': 'anyone',
	'GET /api/pairing': 'anyone',
	'POST /api/pairing': 'anyone',
	'GET /api/pairing/[code]': 'displays.manage',
	'POST /api/pairing/[code]': 'displays.manage, again',
	'GET /api/displays': 'displays.manage',
	'PATCH /api/displays/[id]': 'displays.manage',
	'DELETE /api/displays/[id]': 'displays.manage',
	'POST /api/displays/[id]/reload': 'displays.manage',
	'GET /api/display': 'board.see',
	'POST /api/display/alive': 'display',
	'POST /api/events': 'key',
	'OPTIONS /api/events': 'anyone',
	'GET /api/live': 'figures.see | read',
	'GET /api/metrics': 'figures.see | read',
	'GET /metrics': 'metrics.read | metrics',
	'GET /api/report': 'figures.see | read',
	'GET /api/stream': 'board.see | read',
	'GET /api/keys': 'keys.read',
	'POST /api/keys': 'keys.manage, again',
	'DELETE /api/keys/[id]': 'keys.manage, again',
	'GET /api/webhook-secrets': 'keys.read',
	'POST /api/webhook-secrets': 'keys.manage, again',
	'DELETE /api/webhook-secrets/[id]': 'keys.manage, again',
	'GET /settings': 'settings.read',
	'GET /settings/queues': 'settings.read',
	'GET /settings/targets': 'settings.read',
	'GET /settings/hours': 'settings.read',
	'GET /settings/surveys': 'settings.read',
	'GET /settings/messages': 'settings.read',
	'GET /settings/sources': 'keys.read',
	'GET /settings/people': 'people.read',
	'GET /settings/audit': 'audit.read',
	'GET /settings/privacy': 'login',
	'GET /api/settings': 'settings.read',
	// Which of them a manager may change, the route itself looks at.
	'PATCH /api/settings': 'settings.write-own',
	'GET /api/settings/changes': 'settings.read',
	'GET /api/messages': 'settings.read',
	'POST /api/messages': 'messages.write',
	'DELETE /api/messages/[id]': 'messages.write',
	'GET /api/trends': 'trends.see | read',
	'GET /api/trends/year': 'trends.see | read',
	'GET /api/trends/findings': 'trends.see | read',
	'GET /api/annotations': 'trends.see',
	'POST /api/annotations': 'annotations.write',
	'DELETE /api/annotations/[id]': 'annotations.write',
	'GET /api/audit': 'audit.read',
	'GET /trends': 'trends.see',
	'GET /trends/print': 'trends.see',
	'GET /comments': 'comments.read',
	'GET /api/comments': 'comments.read',
	'GET /api/retention': 'login',
	'GET /api/backups': 'keys.read',
	'GET /api/sources': 'keys.read',
	'POST /api/held-back': 'people.manage, again',
	'POST /api/csp-report': 'beacon',
	'GET /api/health/live': 'anyone',
	'GET /api/health/ready': 'anyone'
};

/** What it takes to follow a view. */
export const handViews: Readonly<Record<string, string>> = {
	now: 'figures.see | read',
	board: 'board.see | read',
	phone: 'figures.see | read'
};

/** What a line says. */
export type HandNeed = Readonly<{ who: ReadonlySet<Asker>; asksAgain: boolean; isFree: boolean }>;

/** Reads a line. @throws Error when it names what there is not */
export function readNeed(line: string): HandNeed {
	const [wanted = '', again] = line.split(', ');
	const [capability = '', scope] = wanted.split(' | ');
	const isFree = capability === 'key' || capability === 'beacon' || capability === 'anyone';
	const who = handTable[isFree ? 'anyone' : capability];
	if (who === undefined) throw new Error(`${line}: there is no capability ${capability}`);
	const byKey: readonly Asker[] = scope === 'read' || scope === 'metrics' ? [`key:${scope}`] : [];
	return { who: new Set([...who, ...byKey]), asksAgain: again === 'again', isFree };
}
