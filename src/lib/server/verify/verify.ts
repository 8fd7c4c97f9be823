import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { PostgresPlace } from '../configuration.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { openLogReader } from '../database/sqlite/open-log.ts';
import { openForReading } from '../database/sqlite/sqlite-file.ts';
import { checkpoints, minuteSamples } from '../database/sqlite/views-schema.ts';
import type { EventReader } from '../event-log/event-store.ts';
import { SqliteEventReader } from '../event-log/sqlite-event-reader.ts';
import { hashOfSettings, type StoredCheckpoint } from '../live/checkpoint.ts';
import { SettingsHistory } from '../settings/settings-history.ts';
import { contentsOfFile } from './log-contents.ts';
import { refold } from './refold.ts';
import type { VerifyListener } from './verification.ts';
import { checkCheckpoint } from './verify-checkpoint.ts';
import { verifyHistory } from './verify-history.ts';
import { verifyLog } from './verify-log.ts';
import { SampleCheck } from './verify-samples.ts';

/**
 * Folds a log from its beginning and compares with everything that is stored and can be made again. Everything is read as it was
 * at one moment, beside a running server or without one, and nothing is changed.
 * @param place of a log that is in Postgres: then what this machine made of it is what is stored
 * @throws Differs at the first difference; LogUnfit where there is no log that can be read
 */
export async function verify(
	databaseFile: string,
	settings: SiteSettings,
	listener: VerifyListener,
	place?: PostgresPlace
): Promise<void> {
	// The views first: what they rest on is then in the log as it is seen here.
	const file = viewsFile(databaseFile);
	const views = existsSync(file) ? snapshot(openForReading(file)) : null;
	const compareViews = async (log: EventReader): Promise<void> => {
		if (views === null) listener.verified({ what: 'what is made from the log', result: 'there is nothing yet' });
		else await verifyViews(file, views, log, settings, listener);
	};
	try {
		// Its driver is not loaded for the many that have a file.
		if (place !== undefined)
			await (await import('./verify-database.ts')).verifyDatabase(place, views, listener, compareViews);
		else await verifyFile(databaseFile, listener, compareViews);
	} finally {
		views?.close();
	}
}

async function verifyFile(
	databaseFile: string,
	listener: VerifyListener,
	compareViews: (log: EventReader) => Promise<void>
): Promise<void> {
	const database = openLogReader(databaseFile);
	try {
		snapshot(database.client);
		for (const one of await verifyLog(contentsOfFile(database), (seq) => listener.at('Reading the log', seq)))
			listener.verified(one);
		await compareViews(new SqliteEventReader(database));
	} finally {
		database.close();
	}
}

async function verifyViews(
	file: string,
	views: Database.Database,
	log: EventReader,
	configured: SiteSettings,
	listener: VerifyListener
): Promise<void> {
	const orm = drizzle({ client: views });
	const kept = orm.select().from(checkpoints).get() ?? null;
	const settings = await settingsOf(kept, log, configured);
	const checkpoint = checkCheckpoint(file, kept, log, settings);
	const stored = orm.select().from(minuteSamples).all();
	const samples = new SampleCheck(
		file,
		stored.map((row) => ({ ...row, queue: row.queue === '' ? null : row.queue }))
	);
	const head = await log.head();
	if (checkpoint.seq !== null && checkpoint.seq > head.seq)
		checkpoint.fail(`seq`, `${head.seq} at most, where the log ends`, String(checkpoint.seq));
	const fold = await refold(log, settings, {
		before: (event, { state }) => samples.before(event, state),
		after: (refolded) => {
			const { seq } = refolded.state;
			if (seq % 5_000 === 0) listener.at('Folding the log', seq);
			return seq === checkpoint.seq ? checkpoint.compare(refolded) : undefined;
		}
	});
	listener.verified({ what: 'the checkpoint', result: checkpoint.result });
	listener.verified({ what: 'minute samples', result: samples.finish(fold.state) });
	const history = await verifyHistory(file, views, log, settings, (seq) =>
		listener.at('Making the history again', seq)
	);
	for (const one of history) listener.verified(one);
}

/** What a server folds under: what it recorded last, unless the checkpoint is of the settings that are configured now. */
async function settingsOf(
	checkpoint: StoredCheckpoint | null,
	log: EventReader,
	configured: SiteSettings
): Promise<SiteSettings> {
	if (checkpoint?.settingsHash === hashOfSettings(configured)) return configured;
	return (await new SettingsHistory(log).last()) ?? configured;
}

/** From here on everything is read as it is now, whatever is written meanwhile. */
function snapshot(client: Database.Database): Database.Database {
	client.exec('BEGIN');
	client.prepare('select count(*) from sqlite_master').get();
	return client;
}
