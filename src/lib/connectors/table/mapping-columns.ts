import type { Mapping } from './mapping-schema.ts';

const columnKeys: ReadonlySet<string> = new Set(['column', 'date', 'time']);

/** Names of the columns a mapping asks for, each once. */
export function columnsOf(mapping: Mapping): string[] {
	const { file: _file, ...fields } = mapping;
	const names = new Set(fields.rows === 'intervals' ? [] : [...fields.key, ...(fields.contact ?? [])]);
	collect(fields, names);
	return [...names];
}

function collect(part: unknown, names: Set<string>): void {
	if (typeof part !== 'object' || part === null) return;
	for (const [name, value] of Object.entries(part)) {
		if (typeof value === 'string' && columnKeys.has(name)) names.add(value);
		// Spellings are the file's words, whatever they are called.
		else if (name !== 'values') collect(value, names);
	}
}
