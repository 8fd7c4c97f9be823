/** Stands where a customer's words stood. Taken in again, it is no words of anybody. */
export const commentLeftOut = '(comment left out)';

/** JSON within JSON within … beyond this is no longer looked into, but left out where it may hold a comment. */
const deepest = 4;

type Span = Readonly<{ start: number; end: number; value: string }>;

/**
 * A text that came, without what a customer wrote: the value of every name `comment`, in JSON that is whole or broken, in a text
 * of JSON inside it, and in `data_base64`. The rest stays as it came, letter by letter, so that whoever mends the sender sees
 * what it sent.
 */
export function leaveCommentsOut(raw: string): string {
	// Text of two bytes a letter passes for UTF-8, with a zero after each letter of its names.
	const readable = raw.includes('\0') ? raw.replaceAll('\0', '') : raw;
	const cut = cutIn(readable, 0);
	return cut === readable ? raw : cut;
}

/** The same of a text of which nothing could be read: there a comment may stand in other quotes, or in none. */
export function leaveCommentsOutOfBroken(raw: string): string {
	const cut = leaveCommentsOut(raw.replaceAll('\0', ''));
	return cut.replaceAll(/(\bcomment'?\s*[=:]\s*)[^\r\n]*/gi, `$1${commentLeftOut}`);
}

function cutIn(text: string, depth: number): string {
	if (!mayHold(text)) return text;
	let kept = '';
	let done = 0;
	for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
		const read = stringAt(text, at);
		const colon = /\s*:\s*/y;
		colon.lastIndex = read.end;
		const isName = colon.test(text);
		if (isName && read.value.trim().toLowerCase() === 'comment') {
			const end = valueEnd(text, colon.lastIndex);
			kept += `${text.slice(done, colon.lastIndex)}${JSON.stringify(commentLeftOut)}`;
			done = at = end;
			continue;
		}
		if (!isName) {
			const cut = cutInside(read.value, depth);
			if (cut !== read.value) {
				kept += `${text.slice(done, at)}${JSON.stringify(cut)}`;
				done = read.end;
			}
		}
		at = read.end;
	}
	return kept + text.slice(done);
}

/** What a string holds may be JSON itself, or base64 of it. */
function cutInside(value: string, depth: number): string {
	if (value.includes('"')) {
		if (depth < deepest) return cutIn(value, depth + 1);
		return mayHold(value) ? commentLeftOut : value;
	}
	if (value.length < 16 || !/^[A-Za-z0-9+/_\s-]+=*\s*$/.test(value)) return value;
	// One letter a byte, whatever the bytes are: the names that matter are ASCII, and all else comes out as it went in.
	const decoded = Buffer.from(value, 'base64').toString('latin1');
	const plain = decoded.replaceAll('\0', '');
	if (!plain.includes('"') || !mayHold(plain)) return value;
	if (depth >= deepest) return commentLeftOut;
	const cut = cutIn(plain, depth + 1);
	return cut === plain ? value : Buffer.from(cut, 'latin1').toString('base64');
}

/** Whether it is worth a look: most texts name no comment, hold no escape that could spell one, and no text inside a text. */
function mayHold(text: string): boolean {
	return /comment|\\|[A-Za-z0-9+/_-]{16}/i.test(text);
}

/** The string that begins at a quote; one that does not end goes on to the end of the text. */
function stringAt(text: string, start: number): Span {
	let end = start + 1;
	while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
	end = Math.min(end + 1, text.length);
	const inside = text.slice(start + 1, text[end - 1] === '"' && end - 1 > start ? end - 1 : end);
	return { start, end, value: unescapeJson(inside) };
}

/** Where a value ends: a string, something in brackets, or a word. What is not closed takes all that follows along. */
function valueEnd(text: string, start: number): number {
	if (text[start] === '"') return stringAt(text, start).end;
	if (text[start] !== '{' && text[start] !== '[') {
		const word = /[^,}\]]*/y;
		word.lastIndex = start;
		word.test(text);
		return word.lastIndex;
	}
	let depth = 0;
	for (let at = start; at < text.length; at++) {
		const letter = text[at];
		if (letter === '"') at = stringAt(text, at).end - 1;
		else if (letter === '{' || letter === '[') depth++;
		else if ((letter === '}' || letter === ']') && --depth === 0) return at + 1;
	}
	return text.length;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** What JSON's escapes stand for, also where the text around them is broken; an escape that is none is its own letter. */
export function unescapeJson(text: string): string {
	if (!text.includes('\\')) return text;
	return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, letter: string | undefined) =>
		code === undefined ? (escapes[letter ?? ''] ?? letter ?? '') : String.fromCharCode(parseInt(code, 16))
	);
}
