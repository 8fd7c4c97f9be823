import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import { settingsJsonSchema } from '../support/settings-json-schema.ts';

const root = join(import.meta.dirname, '../..');
const published = join(root, 'static/schema/bereik-config.json');

/** After a change of the schema: `npx vitest run -u tests/integration/settings-json-schema.test.ts`. */
test('the published JSON Schema is the one of the sources', async () => {
	const text = await format(JSON.stringify(settingsJsonSchema()), {
		...(await resolveConfig(published)),
		filepath: published
	});
	expect(existsSync(published)).toBe(true);
	await expect(text).toMatchFileSnapshot(published);
});

test('it knows every section, the forms of durations and shares, and refuses unknown names', () => {
	const schema = JSON.parse(readFileSync(published, 'utf8'));
	expect(schema.additionalProperties).toBe(false);
	const { channels, closing, norms, queues, sources } = schema.properties;
	const [set, list] = channels.properties.phone.anyOf;
	expect(set.properties.target.pattern).toContain('\\d+s');
	expect(list.items.properties.from.type).toBe('string');
	expect(closing.properties.openHandling.pattern).toContain('never');
	const fits = (text: string, { pattern }: { pattern: string }): boolean => new RegExp(pattern).test(text);
	const { openHandling } = closing.properties;
	expect(['never', '4h', '10s', '0s', '0h0m'].filter((text) => fits(text, openHandling))).toEqual([
		'never',
		'4h',
		'10s'
	]);
	const { silenceLimit } = sources.items.properties;
	expect(['2m', '0s', 'never'].filter((text) => fits(text, silenceLimit))).toEqual(['2m', 'never']);
	expect(['all', 'fast', 'fastest', 'sales'].filter((text) => fits(text, queues.items.properties.id))).toEqual([
		'fastest',
		'sales'
	]);
	expect(norms.properties.centre.properties.serviceLevel.anyOf).toHaveLength(2);
	expect(JSON.stringify(schema)).not.toContain('$ref');
});

test('every example of the documentation can be used', () => {
	const blocks = [...readFileSync(join(root, 'docs/settings.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)];
	expect(blocks.length).toBeGreaterThan(5);
	for (const [, text = ''] of blocks) expect(readSettings(parse(text)), text).toMatchObject({ ok: true });
});
