import { type Capability, rolesWith } from '#lib/domain/access/capability.ts';
import { roles } from '#lib/domain/access/role.ts';
import type { Retention, RetentionKind } from '#lib/protocol/retention.ts';
import type { Language } from '../i18n/language.ts';
import type { PrivacyMessages } from '../i18n/privacy-nl.ts';
import { count } from '../format/number.ts';

const dayMs = 86_400_000;

/** One thing that is recorded about a group of people. */
export type RecordedRow = Readonly<{ key: string; what: string; why: string; who: string; howLong: string }>;

/** All that is recorded about a group of people. */
export type RecordedGroup = Readonly<{ key: string; title: string; rows: readonly RecordedRow[] }>;

/**
 * What is recorded about whom. Who sees it is read off the table of capabilities that the routes obey, and for how long off what
 * the server does: neither can say anything else than what is.
 * @param retention null while it is not known
 */
export function recordedGroups(
	retention: Retention | null,
	text: PrivacyMessages,
	language: Language
): readonly RecordedGroup[] {
	const row = (
		key: string,
		{ what, why }: Readonly<{ what: string; why: string }>,
		seenBy: readonly Capability[],
		kind: RetentionKind | null
	): RecordedRow => ({
		key,
		what,
		why,
		who: whoMay(seenBy, text),
		howLong: kind === null ? text.whileUsed : keptFor(retention, kind, text, language)
	});
	const { customersRows, agentsRows, peopleRows, displaysRows } = text;
	return [
		{
			key: 'customers',
			title: text.customers,
			rows: [
				row('events', customersRows.events, ['figures.see', 'board.see'], 'log'),
				row('comments', customersRows.comments, ['comments.read'], 'comments'),
				row('rejected', customersRows.rejected, ['rejected.read'], 'rejected')
			]
		},
		{
			key: 'agents',
			title: text.agents,
			rows: [row('events', agentsRows.events, ['figures.see', 'board.see'], 'log')]
		},
		{
			key: 'people',
			title: text.people,
			rows: [
				row('account', peopleRows.account, ['people.read'], null),
				{ ...row('sessions', peopleRows.sessions, [], 'sessions'), who: text.yourself },
				row('invitations', peopleRows.invitations, ['people.read'], 'invitations'),
				row('audit', peopleRows.audit, ['audit.read'], 'audit')
			]
		},
		{
			key: 'displays',
			title: text.displays,
			rows: [
				row('account', displaysRows.account, ['displays.manage'], null),
				row('pairings', displaysRows.pairings, ['displays.manage'], 'pairings')
			]
		}
	];
}

/** The roles that hold one of some capabilities, in words. */
export function whoMay(capabilities: readonly Capability[], text: PrivacyMessages): string {
	const holders = new Set(capabilities.flatMap((capability) => rolesWith(capability)));
	const named = roles.filter((role) => holders.has(role)).map((role) => text.roles[role]);
	return named.length === 0 ? text.nobody : named.join(', ');
}

/** For how long something is kept; a dash while that is not known. */
export function keptFor(
	retention: Retention | null,
	kind: RetentionKind,
	text: PrivacyMessages,
	language: Language
): string {
	const known = retention?.kinds.find((one) => one.kind === kind);
	if (known === undefined) return '–';
	return known.keptMs === null ? text.forEver : text.days(count(Math.round(known.keptMs / dayMs), language));
}
