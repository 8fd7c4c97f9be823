import { asc, gt } from 'drizzle-orm';
import { rejectedRecords } from '../database/tables/log-tables.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { unescapeJson } from '../intake/leave-comments-out.ts';
import type { PseudonymKind, Pseudonyms } from '../intake/pseudonyms.ts';
import { readingsOf } from './spellings.ts';

/** What a record is held against. */
export type RecordMarks = Readonly<{
	/** Texts that identify the subject: the raw id, or name and address of a person. */
	texts: readonly string[];
	/** Pseudonyms of the subject: a record that holds the raw id of one of them is about it, too. */
	names: ReadonlySet<string>;
}>;

/** A record that was refused and is about a subject. */
export type SubjectRecord = Readonly<{ no: number; receivedAt: number; source: string; reason: string; raw: string }>;

const together = 200;
/** Characters that are looked through before others get a turn. */
const charactersATurn = 100_000;
/** Of the contract. */
const longestIdentifier = 200;
const kinds: readonly PseudonymKind[] = ['contact', 'agent', 'customer'];

/**
 * The refused records that are about a subject, as far as what came can be read.
 * @param afterNo those up to this number were looked at before
 */
export async function findSubjectRecords(
	{ orm }: Pick<LogDatabase, 'orm'>,
	marks: RecordMarks,
	pseudonyms: Pick<Pseudonyms, 'of'>,
	afterNo = 0
): Promise<readonly SubjectRecord[]> {
	const { no, receivedAt, source, reason, raw } = rejectedRecords;
	const found: SubjectRecord[] = [];
	for (let after = afterNo; ;) {
		const rows = await orm
			.select({ no, receivedAt, source, reason, raw })
			.from(rejectedRecords)
			.where(gt(no, after))
			.orderBy(asc(no))
			.limit(together);
		let characters = 0;
		for (const row of rows) {
			if (isAbout(row.raw, marks, pseudonyms) || isAbout(row.reason, marks, pseudonyms)) found.push(row);
			characters += row.raw.length;
			if (characters > charactersATurn) {
				characters = 0;
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
		after = rows.at(-1)?.no ?? after;
		if (rows.length < together) return found;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/**
 * Whether a text holds a subject's id as a word of its own, or the raw id of one of its pseudonyms: however JSON, an address or
 * base64 may write it.
 */
export function isAbout(text: string, { texts, names }: RecordMarks, pseudonyms: Pick<Pseudonyms, 'of'>): boolean {
	const marks = texts.map(folded);
	const looked = new Set<string>();
	for (const reading of readingsOf(text)) {
		const readable = folded(reading);
		if (marks.some((mark) => holdsWord(readable, mark))) return true;
		if (names.size === 0) continue;
		for (const word of wordsOf(reading)) {
			if (word.length > longestIdentifier || looked.has(word)) continue;
			looked.add(word);
			if (names.has(word) || kinds.some((kind) => names.has(pseudonyms.of(kind, word)))) return true;
		}
	}
	return false;
}

function folded(text: string): string {
	return text.normalize('NFC').toLowerCase();
}

/** What may be an identifier: words, and what stands between quotes or between the marks of a line, blanks and all. */
function* wordsOf(text: string): Generator<string> {
	for (const [word] of text.matchAll(/[^\s"'`|;,{}[\]()<>=&]+/g)) yield word;
	for (const [, quoted = ''] of text.matchAll(/"((?:[^"\\]|\\.){1,1300})"/g)) yield unescapeJson(quoted);
	if (!/[|;,\t]/.test(text)) return;
	for (const field of text.split(/[|;,\t\r\n]/)) yield field.trim().replace(/^"(.*)"$/, '$1');
}

function holdsWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
		if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
	}
	return false;
}
