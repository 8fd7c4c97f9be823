import { and, eq, gte, inArray, lt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { AnswerPlaces } from '../../privacy/read-comments.ts';
import { rowsOfContact } from './history-statements.ts';
import { openForReading } from './sqlite-file.ts';
import { contacts, historyNames, surveys } from './views-schema.ts';

const together = 500;

/** Of which queue the answers of a period were, and the contacts that wrote something, from the views file. */
export async function readAnswerPlaces(
	file: string,
	from: number,
	to: number,
	writers: readonly string[]
): Promise<AnswerPlaces> {
	const client = openForReading(file);
	try {
		const orm = drizzle({ client });
		const names = await orm.select().from(historyNames).where(eq(historyNames.kind, 'queue'));
		const nameOf = new Map(names.map(({ no, name }) => [no, name]));
		const rows = await orm
			.select({ no: surveys.no, kind: surveys.kind, queueNo: surveys.queueNo })
			.from(surveys)
			.where(and(gte(surveys.answeredAt, from), lt(surveys.answeredAt, to)));
		const answers = rows.map(({ no, kind, queueNo }) => ({
			contactNo: Math.floor(no / rowsOfContact),
			kind,
			queue: queueNo === null ? null : (nameOf.get(queueNo) ?? null)
		}));
		const contactNos = new Map<string, number>();
		for (let at = 0; at < writers.length; at += together) {
			const some = await orm
				.select({ no: contacts.no, contact: contacts.contact })
				.from(contacts)
				.where(inArray(contacts.contact, [...writers.slice(at, at + together)]));
			for (const { no, contact } of some) contactNos.set(contact, no);
		}
		return { answers, contactNos };
	} finally {
		client.close();
	}
}
