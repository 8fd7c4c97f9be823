import type { Role } from './role.ts';

/** What a role may do, and what stands behind it. The one table: routes, streams and fields name these and nothing else. */
const holders = {
	/** The aggregates of one board. */
	'board.see': ['display', 'executive', 'manager', 'admin', 'auditor'],
	/** Live figures and reports. */
	'figures.see': ['executive', 'manager', 'admin', 'auditor'],
	'trends.see': ['executive', 'manager', 'admin', 'auditor'],
	/** Taking figures out in numbers, as a table. */
	'figures.export': ['executive', 'manager', 'admin', 'auditor'],
	'alarms.see': ['display', 'executive', 'manager', 'admin'],
	'alarms.take': ['manager'],
	'displays.manage': ['manager', 'admin'],
	/** What customers wrote, of the reader's own queues and not at once. */
	'comments.read': ['manager'],
	/** What happened in the years, beside their figures. */
	'annotations.write': ['manager', 'admin'],
	/** The line of text on the walls. */
	'messages.write': ['manager', 'admin'],
	'settings.read': ['manager', 'admin', 'auditor'],
	/** Norms of own queues, and hours that are exceptional. */
	'settings.write-own': ['manager', 'admin'],
	'settings.write': ['admin'],
	'keys.read': ['admin', 'auditor'],
	'keys.manage': ['admin'],
	'people.read': ['admin', 'auditor'],
	'people.manage': ['admin'],
	/** Records that were refused, in their raw form. */
	'rejected.read': ['admin'],
	'audit.read': ['admin', 'auditor'],
	/** How the server itself does. */
	'metrics.read': ['admin', 'auditor']
} as const satisfies Readonly<Record<string, readonly Role[]>>;

/** Something that may be done. */
export type Capability = keyof typeof holders;

/** Every capability there is. */
export const capabilities = Object.keys(holders) as readonly Capability[]; // the keys of the table above

/** What the holder of some roles may do: all that any of them may. */
export function capabilitiesOf(held: readonly Role[]): ReadonlySet<Capability> {
	return new Set(capabilities.filter((capability) => holders[capability].some((role) => held.includes(role))));
}

/** The roles that may do something. */
export function rolesWith(capability: Capability): readonly Role[] {
	return holders[capability];
}
