import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { settingsFileSchema } from '#lib/domain/settings/file/settings-file.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of the settings file, for editors: the structure and the form of every value, from the very schema it is read by. */
export function settingsJsonSchema(): JsonSchema {
	return {
		$schema: 'http://json-schema.org/draft-07/schema#',
		title: 'Settings of Bereik',
		...convert(settingsFileSchema)
	};
}

function convert(schema: v.GenericSchema): JsonSchema {
	const converted = toJsonSchema(schema, {
		typeMode: 'input',
		errorMode: 'ignore',
		overrideSchema: ({ valibotSchema, jsonSchema }) => {
			// One of several forms: the reader chooses by what it sees, a description has to name them all.
			if ('options' in valibotSchema && valibotSchema.type === 'lazy')
				return { anyOf: (valibotSchema.options as v.GenericSchema[]).map(convert) };
			// A set of fields refuses names that it does not know.
			if (valibotSchema.type === 'object_with_rest') return { ...jsonSchema, additionalProperties: false };
			return null;
		}
	}) as Record<string, unknown>; // plain JSON
	delete converted['$schema'];
	delete converted['$defs'];
	return converted;
}
