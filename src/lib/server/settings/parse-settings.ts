import { isMap, isNode, isPair, LineCounter, type Node, parseDocument } from 'yaml';
import { type FieldPath, faultText } from '#lib/domain/settings/file/fault.ts';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { yamlContent } from './yaml-content.ts';

/** The settings of a text, or what is wrong with it, a line each, in the order of the text. */
export type ParsedSettings =
	| Readonly<{
			ok: true;
			settings: SiteSettings;
			/** What was written, as JSON has it. */
			content: unknown;
			/** The line on which a field stands; null where it does not. */
			lineOf(path: FieldPath): number | null;
	  }>
	| Readonly<{ ok: false; problems: readonly string[] }>;

/**
 * Reads settings written as YAML or JSON.
 * @param base what holds where the text says nothing
 */
export function parseSettings(text: string, form: 'yaml' | 'json', base: SiteSettings): ParsedSettings {
	const lines = new LineCounter();
	// JSON is read as what it is: the YAML reader only tells where its fields stand.
	const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
	const wrong = form === 'json' ? jsonProblem(text) : null;
	if (wrong !== null) return { ok: false, problems: [wrong] };
	if (document.errors.length > 0) {
		const problems = document.errors.map(
			({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${inOurWords(message)}`
		);
		return { ok: false, problems };
	}
	const written = yamlContent(document);
	if ('problem' in written) return { ok: false, problems: [written.problem] };
	const read = readSettings(written.content, base);
	const { content } = written;
	if (read.ok) return { ...read, content, lineOf: (path) => lineOf(document.contents, path, lines) };
	const found = read.faults.map((fault) => ({
		text: faultText(fault),
		line: lineOf(document.contents, fault.path, lines)
	}));
	found.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
	const problems = found.map(({ text: problem, line }) => (line === null ? problem : `line ${line}: ${problem}`));
	// Two rules may find the same fault.
	return { ok: false, problems: [...new Set(problems)] };
}

/** The reader speaks to whoever programs with it. */
function inOurWords(message: string): string {
	return message.startsWith('Source contains multiple documents')
		? 'a second document begins; there may be one'
		: message;
}

function jsonProblem(text: string): string | null {
	try {
		JSON.parse(text.replace(/^\uFEFF/, ''));
		return null;
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const [, position] = /position (\d+)/.exec(message) ?? [];
		const line = position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
		return line === null ? `is not JSON: ${message}` : `line ${line}: is not JSON: ${message}`;
	}
}

/** The line on which a field stands; that of what it belongs to where it is not there. */
function lineOf(contents: Node | null, path: FieldPath, lines: LineCounter): number | null {
	let node: unknown = contents;
	let at: unknown = contents;
	for (const key of path) {
		if (isMap(node)) {
			const pair = node.items.find((one) => isPair(one) && isNode(one.key) && String(one.key) === String(key));
			if (pair === undefined) break;
			at = pair.key;
			node = pair.value;
		} else if (isNode(node) && 'get' in node && typeof node.get === 'function') {
			node = node.get(key, true);
			if (!isNode(node)) break;
			at = node;
		} else break;
	}
	const [from] = (isNode(at) ? at.range : null) ?? [];
	return from === undefined ? null : lines.linePos(from).line;
}
