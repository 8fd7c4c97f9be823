import { randomUUID } from 'node:crypto';
import { asc, gt } from 'drizzle-orm';
import { AuditTrail } from '#lib/server/audit/audit-trail.ts';
import { findErased } from '#lib/server/backup/erase-again.ts';
import { readErasures } from '#lib/server/backup/erasure-journal.ts';
import { type Shut, shutting } from '#lib/server/backup/held-back.ts';
import { type Configuration, type PostgresPlace, readConfiguration } from '#lib/server/configuration.ts';
import { openPostgres, type PostgresDatabase } from '#lib/server/database/postgres/open-postgres.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { events, logHead } from '#lib/server/database/tables/log-tables.ts';
import { take } from '#lib/server/database/tables/tables.ts';
import { CommandError } from './command-error.ts';
import { openLogAccess } from './log-access.ts';

const eventsTogether = 5_000;

/**
 * `bereik restored`: what there is to be done when Postgres was put back to an earlier moment. Positions mean something else now, what
 * was revoked since is good again, and who was erased since is there again; all of that is put right, for every server at once.
 */
export async function restored(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const { postgres } = configuration;
	if (postgres === undefined)
		throw new CommandError('restored: is for a log in Postgres; `bereik restore` does all of it for a file', 2);
	const { shut, subjects } = await shutEverything(configuration, postgres);
	if (subjects.length > 0) await erase(configuration, subjects);
	tell(shut, subjects.length);
}

async function shutEverything(
	{ databaseFile }: Configuration,
	place: PostgresPlace
): Promise<Readonly<{ shut: Shut; subjects: readonly string[] }>> {
	const database = await openPostgres(place, { onWarning: (problem) => console.error(problem) });
	try {
		const now = Date.now();
		const audit = new AuditTrail(database, () => now);
		const shut = await database.transaction(function* (orm) {
			const done = yield* shutting(orm, now, null);
			yield* take(orm.update(logHead).set({ epoch: randomUUID() }));
			yield* audit.recordIn(orm, { kind: 'command-line' }, 'log.restored', null, { ...done });
			return done;
		});
		const journal = readErasures(besideLog(databaseFile, 'erasures'));
		return { shut, subjects: journal.length === 0 ? [] : await findErased(database, textsOf(database), journal) };
	} finally {
		await database.close();
	}
}

async function* textsOf({ orm }: PostgresDatabase): AsyncGenerator<string> {
	for (let last = 0; ;) {
		const rows = await orm
			.select({ seq: events.seq, data: events.data })
			.from(events)
			.where(gt(events.seq, last))
			.orderBy(asc(events.seq))
			.limit(eventsTogether);
		for (const { data } of rows) yield data;
		if (rows.length < eventsTogether) return;
		last = rows.at(-1)?.seq ?? last;
	}
}

async function erase(configuration: Configuration, subjects: readonly string[]): Promise<void> {
	const access = await openLogAccess(configuration);
	try {
		for (const subject of subjects) await access.privacy.eraseSubject(subject);
	} finally {
		await access.close();
	}
}

function tell({ displays, keys, webhookSecrets, people, sessions }: Shut, erased: number): void {
	console.log('The log has a new epoch: servers that run begin anew on it, and so do their screens.');
	if (erased > 0) console.error(`${erased} who had been erased since were erased again.`);
	console.error(
		'Whatever was revoked after the moment to which it was put back is in it as if it were good. So all of it is shut until somebody confirms it: ' +
			`${displays} displays, ${keys} keys, ${webhookSecrets} webhook secrets and ${people} people; ${sessions} sessions were ended.`
	);
	console.error(
		'Next: `bereik access list`, then `bereik access confirm ID…` or `bereik access confirm --all`.\n' +
			'Who was erased is noted on the machine on which that was asked for: run this on each of them that has served the log.\n' +
			'What sources sent after that moment they have to send again; events that are in the log already are not counted twice.'
	);
}
