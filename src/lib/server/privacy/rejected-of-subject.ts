import { asc, gt } from 'drizzle-orm';
import { rejectedRecords } from '../database/sqlite/log-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import type { PseudonymKind, Pseudonyms } from '../intake/pseudonyms.ts';

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
const kinds: readonly PseudonymKind[] = ['contact', 'agent', 'customer'];

/** The refused records that are about a subject, as far as what came can be read. */
export async function findSubjectRecords(
	{ orm }: Pick<LogDatabase, 'orm'>,
	marks: RecordMarks,
	pseudonyms: Pick<Pseudonyms, 'of'>
): Promise<readonly SubjectRecord[]> {
	const { no, receivedAt, source, reason, raw } = rejectedRecords;
	const found: SubjectRecord[] = [];
	for (let after = 0; ;) {
		const rows = await orm
			.select({ no, receivedAt, source, reason, raw })
			.from(rejectedRecords)
			.where(gt(no, after))
			.orderBy(asc(no))
			.limit(together);
		for (const row of rows)
			if (isAbout(row.raw, marks, pseudonyms) || isAbout(row.reason, marks, pseudonyms)) found.push(row);
		after = rows.at(-1)?.no ?? after;
		if (rows.length < together) return found;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** Whether a text holds a subject's id as a word of its own, however JSON may write it, or the raw id of one of its pseudonyms. */
export function isAbout(text: string, { texts, names }: RecordMarks, pseudonyms: Pick<Pseudonyms, 'of'>): boolean {
	const plain = text.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	const readable = plain.replaceAll('\\/', '/').replaceAll('\\"', '"').toLowerCase();
	if (texts.some((mark) => holdsWord(readable, mark.toLowerCase()))) return true;
	if (names.size === 0) return false;
	for (const [word] of plain.matchAll(/[^\s"'`|;,{}[\]()<>=]+/g)) {
		if (word.length > 200) continue;
		if (names.has(word) || kinds.some((kind) => names.has(pseudonyms.of(kind, word)))) return true;
	}
	return false;
}

function holdsWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
		if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
	}
	return false;
}
