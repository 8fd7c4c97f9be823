import type * as v from 'valibot';

/** The known names of an object in the order of its schema; null when the schema itself has to decide. */
export type PlainCheck = (sent: Readonly<Record<string, unknown>>) => Record<string, unknown> | null;

/** The parts of valibot's schemas and actions that are looked at here. */
type Schema = Readonly<{
	type: string;
	wrapped?: Schema;
	options?: readonly unknown[];
	pipe?: readonly Readonly<{ kind: string; type: string; requirement?: unknown }>[];
}>;
type Accepts = (value: unknown) => boolean;

/**
 * Makes a check from a schema of plain fields (text, choice, flag, number) that takes a fifth of valibot's time. It only
 * ever says yes where the schema does, with the same result; in all else, a wrong field or one that is not plain, it
 * leaves the word to the schema.
 */
export function plainCheck(entries: v.ObjectEntries): PlainCheck {
	const fields = Object.entries(entries).map(([name, entry]) => {
		// Every schema of valibot has these parts, where it has them at all.
		const schema = entry as unknown as Schema;
		const isOptional = schema.type === 'optional';
		return { name, isOptional, accepts: acceptsOf((isOptional ? schema.wrapped : schema) ?? schema) };
	});
	return (sent) => {
		const kept: Record<string, unknown> = {};
		for (const { name, isOptional, accepts } of fields) {
			const value = sent[name];
			if (value === undefined && isOptional) continue;
			if (!accepts(value)) return null;
			kept[name] = value;
		}
		return kept;
	};
}

function acceptsOf(schema: Schema): Accepts {
	const [, ...actions] = schema.pipe ?? [];
	switch (schema.type) {
		case 'boolean':
			return actions.length === 0 ? (value) => typeof value === 'boolean' : never;
		case 'picklist': {
			const options = new Set(schema.options);
			return actions.length === 0 ? (value) => options.has(value) : never;
		}
		case 'string': {
			const min = requirement(actions, 'min_length') ?? 0;
			const max = requirement(actions, 'max_length') ?? Infinity;
			if (!actions.every(({ type }) => type === 'min_length' || type === 'max_length')) return never;
			return (value) => typeof value === 'string' && value.length >= min && value.length <= max;
		}
		case 'number': {
			const min = requirement(actions, 'min_value') ?? -Infinity;
			const max = requirement(actions, 'max_value') ?? Infinity;
			if (!actions.every(({ type }) => ['min_value', 'max_value', 'integer', 'finite'].includes(type))) return never;
			const isFit = actions.some(({ type }) => type === 'integer') ? Number.isInteger : Number.isFinite;
			return (value) => isFit(value) && typeof value === 'number' && value >= min && value <= max;
		}
		default:
			return never;
	}
}

/** Of a schema that this check cannot judge. */
function never(): boolean {
	return false;
}

function requirement(actions: NonNullable<Schema['pipe']>, type: string): number | null {
	const found = actions.findLast((action) => action.type === type)?.requirement;
	return typeof found === 'number' ? found : null;
}
