import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CommandError } from '../command-error.ts';
import { readMappingFile } from './mapping-file.ts';

function refusalOf(text: string): string {
	const file = join(temporaryFolder(), 'm.yaml');
	writeFileSync(file, text);
	try {
		readMappingFile(file);
	} catch (error) {
		expect(error).toBeInstanceOf(CommandError);
		return error instanceof Error ? error.message.replace(file, 'm.yaml') : '';
	}
	return 'none';
}

test('what is no mapping at all is refused in one line, however long it is', () => {
	for (const text of ['', 'a;b;c\n1;2;3\n'.repeat(1000), '- 1', '7'])
		expect(refusalOf(text)).toBe('m.yaml: must be a set of fields such as source, key and arrival');
});

test('aliases that lead nowhere or into themselves are refused', () => {
	expect(refusalOf('source: *nowhere')).toBe('m.yaml: there is no anchor &nowhere before *nowhere');
	expect(refusalOf('outcome: { rules: [{ when: &when { not: *when }, is: answered }] }')).toBe(
		'm.yaml: an alias stands inside what it refers to'
	);
	expect(refusalOf('source: a\nsource: b')).toContain('must be unique');
});
