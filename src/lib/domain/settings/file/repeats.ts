import { reason } from '../../reasons/reason.ts';
import type { FieldPath, SettingsFault } from './fault.ts';

/** Entries of a list that say the same as one before them. */
export function repeats<Entry>(
	entries: readonly Entry[],
	path: FieldPath,
	field: string | null,
	keyOf: (entry: Entry) => string
): SettingsFault[] {
	const first = new Map<string, number>();
	return entries.flatMap((entry, index) => {
		const key = keyOf(entry);
		const before = first.get(key);
		if (before === undefined) {
			first.set(key, index);
			return [];
		}
		const place = field === null ? [...path, index] : [...path, index, field];
		return [{ path: place, reason: reason('there-already-at', { name: key, place: before + 1 }) }];
	});
}
