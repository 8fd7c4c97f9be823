import type { Document } from 'yaml';

/** What a YAML document says, or why it says nothing that can be used. */
export type YamlContent = Readonly<{ content: unknown }> | Readonly<{ problem: string }>;

/** Aliases may be nested so that a short file would fill the memory. */
const maxAliases = 100;

/** The values of a document whose text is right: what it refers to has to be there, to be small, and not to hold itself. */
export function yamlContent(document: Pick<Document, 'toJS'>): YamlContent {
	let content: unknown;
	try {
		content = document.toJS({ maxAliasCount: maxAliases });
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		const [, name] = /: (\S+)$/.exec(error.message) ?? [];
		return {
			problem: name === undefined ? 'repeats itself by too many aliases' : `there is no anchor &${name} before *${name}`
		};
	}
	return holdsItself(content) ? { problem: 'an alias stands inside what it refers to' } : { content };
}

function holdsItself(content: unknown): boolean {
	try {
		JSON.stringify(content);
		return false;
	} catch (error) {
		if (error instanceof TypeError || error instanceof RangeError) return true;
		throw error;
	}
}
