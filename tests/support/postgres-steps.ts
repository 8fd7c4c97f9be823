import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFolder } from '#lib/server/database/sqlite/beside-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The schema's steps with more of them behind: one for each SQL text. @returns the folder, gone when the test is over */
export function withSteps(...texts: string[]): string {
	const folder = join(temporaryFolder(), 'steps');
	cpSync(migrationsFolder('postgres'), folder, { recursive: true });
	const journalFile = join(folder, 'meta/_journal.json');
	const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as { entries: { idx: number; when: number }[] }; // as drizzle-kit writes it
	for (const text of texts) {
		const { idx, when } = journal.entries.at(-1) ?? { idx: -1, when: 0 };
		const tag = `added_${idx + 1}`;
		journal.entries.push({ ...journal.entries.at(-1), idx: idx + 1, when: when + 1, ...{ tag } });
		writeFileSync(join(folder, `${tag}.sql`), text);
	}
	writeFileSync(journalFile, JSON.stringify(journal));
	return folder;
}
