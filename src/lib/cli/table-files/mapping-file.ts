import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { readMapping } from '#lib/connectors/table/mapping-faults.ts';
import type { MappingFault } from '#lib/connectors/table/mapping-faults.ts';
import type { Mapping } from '#lib/connectors/table/mapping-schema.ts';
import { yamlContent } from '#lib/server/settings/yaml-content.ts';
import { CommandError } from '../command-error.ts';

/**
 * Reads a mapping file, YAML or JSON (which is YAML too).
 * @throws CommandError with every fault and its path when it cannot be used
 */
export function readMappingFile(file: string): Mapping {
	const reading = readMapping(contentOf(file));
	if ('faults' in reading) throw unusable(file, reading.faults);
	return reading.mapping;
}

/** What is wrong with a mapping, one fault a line. */
export function unusable(file: string, faults: readonly MappingFault[]): CommandError {
	const lines = faults.map(({ path, reason }) => `${file}: ${path === '' ? '' : `${path}: `}${reason}`);
	return new CommandError(lines.join('\n'));
}

function contentOf(file: string): unknown {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		throw new CommandError(`${file}: there is no such file that can be read`);
	}
	const document = parseDocument(text);
	// A key that stands there twice is an error: the second would silently win.
	const [error] = document.errors;
	if (error !== undefined) throw new CommandError(`${file}: ${error.message}`);
	const written = yamlContent(document);
	if ('problem' in written) throw new CommandError(`${file}: ${written.problem}`);
	return written.content;
}
