import type { ValueChange } from '#lib/domain/settings/file/settings-changes.ts';
import { treePathName } from '#lib/domain/settings/file/settings-tree.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { SettingsAuthor } from './settings-record.ts';

/** A value longer than this is told by how long it is: the whole of it is in the log. */
const maxValueLength = 1_000;
const maxChanges = 200;

/** Records who changed which values of the settings from what to what. Settings hold no names of people and no secrets. */
export async function auditChange(
	audit: Pick<AuditTrail, 'record'>,
	by: SettingsAuthor,
	revision: number,
	changes: readonly ValueChange[]
): Promise<void> {
	const told = changes.slice(0, maxChanges).map(({ path, before, after }) => ({
		path: treePathName(path),
		old: short(before),
		new: short(after)
	}));
	const rest = changes.length - told.length;
	await audit.record(actorOfAuthor(by), 'settings.changed', null, {
		revision,
		...(by.kind === 'file' ? { by: 'file' } : {}),
		changes: told,
		...(rest > 0 ? { more: rest } : {})
	});
}

function actorOfAuthor(by: SettingsAuthor): Actor {
	switch (by.kind) {
		case 'person':
			return by;
		case 'machine':
		case 'command-line':
			return { kind: by.kind };
		case 'file':
			return { kind: 'server' };
	}
}

/** Null = it was not there. */
function short(value: unknown): unknown {
	const text = JSON.stringify(value ?? null);
	return text.length <= maxValueLength ? (value ?? null) : `(${text.length} characters)`;
}
