import { auditActions } from '#lib/domain/access/audit-action.ts';
import type { AuditEntry } from '#lib/protocol/audit-page.ts';
import { moment } from '../format/moment.ts';
import { calendarDate } from '../format/clock-time.ts';
import type { Language } from '../i18n/language.ts';
import type { SettingsMessages } from '../i18n/settings-nl.ts';
import { dateWords } from './date-words.ts';
import { settingValueWords, settingWords } from './setting-words.ts';

/** In what an entry of the audit is told. */
export type AuditWording = Readonly<{
	text: SettingsMessages;
	language: Language;
	/** Zone of the site. */
	zone: string;
	/** What the holder of a role can do. */
	roleWords: (role: string) => string;
}>;

type Details = Readonly<Record<string, unknown>>;

/** What leads nowhere for a reader: which session or invitation it was, and the number of the settings. */
const untold = new Set(['revision', 'session', 'invitation']);

/** What was done, in words; an action of another version of the server by its name. */
export function actionWords(action: string, text: SettingsMessages): string {
	const known = auditActions.find((one) => one === action);
	return known === undefined ? action : text[`done_${known}`];
}

/** Who did something, and what to, as an entry of the audit names them. */
type NamedEntry = Omit<AuditEntry, 'no' | 'at' | 'details'>;

/**
 * Who did something: by name, or, for a reader who is not to know names, by what they may do here.
 * @param mayName whether the reader may know people by name
 */
export function actorWords(
	{ actorName, actorKind, actorRoles }: Pick<NamedEntry, 'actorName' | 'actorKind' | 'actorRoles'>,
	text: SettingsMessages,
	mayName: boolean
): string {
	if (actorName !== null) return actorName;
	if (actorKind !== 'person' || mayName || actorRoles === null) return text[`actor_${actorKind}`];
	const [first = '', ...others] = actorRoles.flatMap((role) => keyed('actorRole', role, text) ?? []);
	return first === '' || others.length > 0 ? text.someoneHidden : first;
}

/** What it was done to, where that is not who did it: by name where it has one, and by its id where that alone says which. */
export function subjectWords({
	subject,
	subjectName,
	actorId,
	action
}: Pick<NamedEntry, 'subject' | 'subjectName' | 'actorId' | 'action'>): Readonly<{ name: string; id: string }> {
	if (subject === null || subject === actorId) return { name: '', id: '' };
	// A source may have two keys at a time.
	const isOfSource = action.startsWith('key.') || action.startsWith('webhook-secret.');
	return { name: subjectName ?? '', id: subjectName === null || isOfSource ? subject : '' };
}

/** What an entry of the audit says besides who did what: a line for each value that became another, then the rest. */
export function detailLines(details: Details, wording: AuditWording): readonly string[] {
	const { changes, ...rest } = details;
	const { text, language } = wording;
	const changed = (Array.isArray(changes) ? (changes as readonly unknown[]) : []).map((change) => {
		const { path, old, new: now } = Object(change) as Details; // as the audit writes them
		const name = String(path);
		const value = (one: unknown): string => settingValueWords(name, one, text, language);
		const what = settingWords(name, text, language) ?? name;
		if (now === null || now === undefined) return text.detailUnset(what);
		return old === null || old === undefined
			? text.detailSet(what, value(now))
			: text.detailTo(what, value(old), value(now));
	});
	// Two that are one sentence together.
	const { from, until, to, ...others } = rest;
	const span =
		typeof from === 'number' && typeof until === 'number'
			? [text.detailShownFrom(moment(from, wording.zone, language), moment(until, wording.zone, language))]
			: typeof from === 'string' && typeof to === 'string'
				? [text.detailDays(dateWords(from, language), dateWords(to, language))]
				: [];
	const left = span.length > 0 ? others : rest;
	const told = Object.entries(left).flatMap(([name, value]) => detail(name, value, wording));
	return [...changed, ...span, ...told];
}

function detail(name: string, value: unknown, wording: AuditWording): readonly string[] {
	const { text, language, zone } = wording;
	if (untold.has(name)) return [];
	const said = typeof value === 'string' ? value : null;
	const list = Array.isArray(value) ? value.map(String) : null;
	switch (name) {
		case 'by':
			if (said === 'file') return [text.detailByFile];
			return said === 'sign-on' ? [text.detailBySignOn] : other(name, value);
		case 'more':
			return [text.detailMore(String(value))];
		case 'source':
			return [text.detailSource(String(value))];
		case 'scopes':
			return [text.detailScopes((list ?? []).map((scope) => keyed('scope', scope, text) ?? scope).join(', '))];
		case 'expiresAt':
			return typeof value === 'number' ? [text.detailExpires(calendarDate(value, zone, language))] : [];
		case 'roles':
			if (list === null) return other(name, value);
			return [list.length === 0 ? text.detailNoRoles : text.detailRoles(list.map(wording.roleWords).join('; '))];
		case 'queues':
			return [list === null ? text.detailAllQueues : text.detailQueues(list.join(', '))];
		case 'queue':
			return said === null ? [] : [text.detailQueues(said)];
		case 'first':
			return value === true ? [text.detailFirst] : [];
		case 'changed':
			return (list ?? []).map((one) =>
				one === 'name' ? text.detailName : one === 'settings' ? text.detailSettings : one
			);
		case 'method':
			return [keyed('method', said, text) ?? String(value)];
		case 'hasToWait':
			return value === true ? [text.detailHasToWait] : [];
		case 'reason':
			// That somebody did it is what the entry says already.
			return said === 'person' ? [] : [keyed('reason', said, text) ?? String(value)];
		case 'annotation':
			return [keyed('annotation', said, text) ?? String(value)];
		case 'kind':
			return [keyed('subject', said, text) ?? String(value)];
		case 'action':
			return said === null ? [] : [text.detailOnly(filterWords(said, text))];
		case 'events':
		case 'contacts':
		case 'comments':
		case 'rejected':
		case 'sessions':
			if (typeof value === 'number') return [text[`count_${name}`](String(value))];
			return name === 'comments' ? resealed(name, value, text) : other(name, value);
		case 'webhookSecrets':
		case 'refreshTokens':
			return resealed(name, value, text);
		default:
			return other(name, value);
	}
}

/** Which part of the audit a filter of it is about, by how its actions begin. */
export const auditFilters = {
	settings: 'settings',
	message: 'message',
	annotation: 'annotation.',
	person: 'person',
	login: 'person.log',
	session: 'session',
	display: 'display',
	key: 'key',
	webhook: 'webhook',
	comments: 'comments',
	subject: 'subject',
	log: 'log.',
	audit: 'audit'
} as const;

function filterWords(prefix: string, text: SettingsMessages): string {
	const [kind] = Object.entries(auditFilters).find(([, begins]) => begins === prefix) ?? [];
	return keyed('auditKind', kind ?? null, text) ?? prefix;
}

function resealed(
	name: 'webhookSecrets' | 'refreshTokens' | 'comments',
	value: unknown,
	text: SettingsMessages
): readonly string[] {
	const { resealed: done, unreadable } = Object(value) as Details; // how many, as the audit writes it
	const kind = text[`sealed_${name}`](String(done ?? 0));
	return [
		typeof unreadable === 'number' && unreadable > 0 ? `${kind}; ${text.sealedUnreadable(String(unreadable))}` : kind
	];
}

/** The words `kind_value`; null where there are none. */
function keyed(kind: string, value: string | null, text: SettingsMessages): string | null {
	const key = `${kind}_${value ?? ''}`;
	const words: unknown = Object.hasOwn(text, key) ? Reflect.get(text, key) : null;
	return typeof words === 'string' ? words : null;
}

/** What a later version of the server may say more. */
function other(name: string, value: unknown): readonly string[] {
	if (value === null || value === undefined) return [];
	return [`${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
}
