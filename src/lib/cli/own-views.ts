import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { loadSeal } from '#lib/server/access/load-seal.ts';
import { Seal } from '#lib/server/access/seal.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { openViews, type Views } from '#lib/server/database/sqlite/open-views.ts';
import { acquireWriterLock } from '#lib/server/database/sqlite/writer-lock.ts';
import { ContactHistory } from '#lib/server/history/contact-history.ts';
import { NamesChanged } from '#lib/server/history/names-changed.ts';
import { ErasureFollower } from '#lib/server/privacy/erasure-follower.ts';
import { ErasureNotices } from '#lib/server/privacy/erasure-notices.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { patienceFor } from './patience.ts';
import { openReadableLog, readableFile } from './read-log.ts';
import type { ReadableLog } from './readable-log.ts';

/** What was made of a log on this machine, and what brings it up with the log. */
export type OwnViews = Readonly<{
	log: ReadableLog;
	views: Views;
	history: ContactHistory;
	/**
	 * Reads the log on, to its end.
	 * @param onSlice told up to which event it is
	 */
	catchUp(onSlice: (seq: number) => void): Promise<void>;
}>;

const eventsTogether = 20_000;

/**
 * Does some work on the views of this machine, where no server of this machine has them.
 * @throws AlreadyOpen when one has, or another command
 */
export async function withOwnViews<Result>(
	configuration: Configuration,
	settings: SiteSettings,
	work: (own: OwnViews) => Promise<Result>
): Promise<Result> {
	const { databaseFile } = configuration;
	const patienceMs = await patienceFor(databaseFile);
	if (configuration.postgres === undefined)
		return within(configuration, settings, readableFile(openLog(databaseFile, { patienceMs })), databaseFile, work);
	const lock = acquireWriterLock(besideLog(databaseFile, 'lock'), databaseFile, patienceMs);
	try {
		return await within(configuration, settings, await openReadableLog(configuration), databaseFile, work);
	} finally {
		lock.release();
	}
}

/** Does some work on views of its own, in a place that is gone afterwards, beside whoever has those of this machine. */
export async function withOtherViews<Result>(
	configuration: Configuration,
	settings: SiteSettings,
	place: string,
	work: (own: OwnViews) => Promise<Result>
): Promise<Result> {
	return within(configuration, settings, await openReadableLog(configuration), place, work);
}

async function within<Result>(
	configuration: Configuration,
	settings: SiteSettings,
	log: ReadableLog,
	place: string,
	work: (own: OwnViews) => Promise<Result>
): Promise<Result> {
	try {
		const views = openViews(
			place,
			(reason) =>
				console.error(`the views are made anew: ${reason instanceof Error ? reason.message : String(reason)}`),
			'bulk'
		);
		try {
			return await work(ownViews(configuration, settings, log, views));
		} finally {
			views.close();
		}
	} finally {
		await log.close();
	}
}

function ownViews(configuration: Configuration, settings: SiteSettings, log: ReadableLog, views: Views): OwnViews {
	// Of a file nobody else changes names meanwhile.
	const erasures = configuration.postgres === undefined ? null : followerOf(configuration, log, views);
	const areNamesCurrent = erasures === null ? null : () => erasures.areNamesCurrent();
	const history = new ContactHistory(log.events, views.history, () => settings, areNamesCurrent);
	return {
		log,
		views,
		history,
		async catchUp(onSlice) {
			await erasures?.begin();
			for (;;) {
				try {
					if ((await history.takeSlice(eventsTogether)) < eventsTogether) return;
					onSlice(history.seq);
				} catch (error) {
					// Somebody was erased meanwhile: what was made goes by the new names first.
					if (!(error instanceof NamesChanged)) throw error;
					await erasures?.begin();
				}
			}
		}
	};
}

function followerOf(configuration: Configuration, { tables }: ReadableLog, views: Views): ErasureFollower {
	const { databaseFile, access } = configuration;
	const appKeys = access?.appKeys ?? [];
	const file = besideLog(databaseFile, 'seal');
	// To look is no reason to make a key; without it what was erased is made anew.
	const seal = appKeys.length > 0 || existsSync(file) ? loadSeal(appKeys, file) : new Seal(randomBytes(32));
	return new ErasureFollower(new ErasureNotices(tables, seal, Date.now), views);
}
