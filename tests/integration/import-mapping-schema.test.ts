import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as prettier from 'prettier';
import { describe, expect, test } from 'vitest';
import { readMappingFile } from '#lib/cli/table-files/mapping-file.ts';
import { mappingSchema } from '#lib/connectors/table/mapping-schema.ts';

const published = fileURLToPath(new URL('../../static/schema/import-mapping.json', import.meta.url));
const folder = fileURLToPath(new URL('../../mappings', import.meta.url));

describe('the published schema of mapping files', () => {
	test('is the one mappings are checked with (made again by: vitest --update)', async () => {
		const schema = {
			$id: '/schema/import-mapping.json',
			title: 'Bereik import mapping',
			...toJsonSchema(mappingSchema)
		};
		const options = await prettier.resolveConfig(published);
		const text = await prettier.format(JSON.stringify(schema), { ...options, parser: 'json' });
		await expect(text).toMatchFileSnapshot(published);
	});

	test('refuses keys that it does not name, at every depth', () => {
		const schema = JSON.parse(readFileSync(published, 'utf8')) as {
			anyOf: { properties: Record<string, Record<string, unknown>> }[];
		};
		const parts = [
			['arrival', 'outcome', 'queue', 'survey', 'file', 'wait'],
			['channel', 'survey', 'file'],
			['bucket', 'offered', 'serviceLevel', 'answeredWait', 'score', 'definition', 'file']
		];
		expect(schema.anyOf).toHaveLength(parts.length);
		for (const [index, form] of schema.anyOf.entries()) {
			expect(form).toHaveProperty('additionalProperties', false);
			for (const name of parts[index] ?? [])
				expect(form.properties[name], name).toHaveProperty('additionalProperties', false);
		}
	});

	test('has a form for rows that are contacts, one for surveys and one for totals of periods', () => {
		const { anyOf } = JSON.parse(readFileSync(published, 'utf8')) as { anyOf: unknown };
		expect(anyOf).toMatchObject([
			{
				properties: { rows: { const: 'contacts' } },
				required: ['source', 'key', 'arrival', 'outcome', 'queue', 'channel']
			},
			{ properties: { rows: { const: 'surveys' } }, required: ['rows', 'source', 'key', 'survey'] },
			{ properties: { rows: { const: 'intervals' } }, required: ['rows', 'source', 'bucket'] }
		]);
	});

	test.each(readdirSync(folder))('holds for the mapping %s that comes along', (name) => {
		expect(readMappingFile(`${folder}/${name}`).source).not.toBe('');
	});
});
