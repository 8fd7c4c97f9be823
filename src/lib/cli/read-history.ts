import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer, ServerRefused } from '#lib/server/control/control-socket.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteHistoryIntervals } from '#lib/server/database/sqlite/sqlite-history-intervals.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import type { HistoryReader } from '#lib/server/history/history-reader.ts';
import { InvalidQuery } from '#lib/server/live/live-query.ts';
import { CommandError } from './command-error.ts';
import { type OwnViews, withOtherViews, withOwnViews } from './own-views.ts';
import { Progress } from './progress.ts';

/** What a server answers: what was asked for, or which parameter it cannot answer. */
export type Served<Answer> =
	Readonly<{ answer: Answer }> | Readonly<{ field: string; message: string; isKnown: boolean }>;

/** The contact history of a log that no server has open. */
export type HistoryAlone = Readonly<{
	openReader(): HistoryReader;
	/** Totals of periods, as far as it has come. */
	intervals: SqliteHistoryIntervals;
	head(): Promise<Readonly<{ seq: number }>>;
	/** Brings it up with the log. */
	catchUp(): Promise<void>;
}>;

/**
 * Answers a question about the contact history: asks the running server, or brings the history up with the log itself and reads
 * that.
 * @param command by which the server is asked
 * @throws InvalidQuery naming the parameter
 */
export async function answerFromHistory<Answer>(
	configuration: Configuration,
	settings: SiteSettings,
	command: string,
	parameters: URLSearchParams,
	read: (alone: HistoryAlone) => Promise<Answer>
): Promise<Answer> {
	refuseMissing(configuration);
	try {
		return await withOwnViews(configuration, settings, (own) => read(historyOf(own)));
	} catch (error) {
		if (!(error instanceof AlreadyOpen)) throw error;
		const served = await ask<Answer>(configuration, command, parameters);
		return served === null ? readBeside(configuration, settings, read) : served.answer;
	}
}

/** Whether a name was understood and is only not there. */
export function isMissing({ message }: InvalidQuery): boolean {
	return /^\w+: there is no \w+ .* in the log;/.test(message);
}

/** Says of a parameter that cannot be answered what the command line says of an option; any other error is thrown as it is. */
export function throwOption(error: unknown): never {
	if (!(error instanceof InvalidQuery)) throw error;
	// A name that is not in the log was understood; it is only not there.
	if (isMissing(error)) throw new CommandError(error.message.replace(/^\w+: /, ''));
	throw new CommandError(`--${error.message}`, 2);
}

/** Null where none listens: another command has the log. */
async function ask<Answer>(
	{ databaseFile }: Configuration,
	command: string,
	parameters: URLSearchParams
): Promise<Readonly<{ answer: Answer }> | null> {
	try {
		const served = (await askServer(controlSocketPath(databaseFile), command, {
			parameters: parameters.toString()
		})) as Served<Answer>; // as the server's side of the command gives it
		if ('answer' in served) return served;
		throw new InvalidQuery(served.field, served.message.slice(served.field.length + 2));
	} catch (error) {
		if (error instanceof ServerRefused || error instanceof InvalidQuery) throw error;
		const code = error instanceof Error && 'code' in error ? error.code : null;
		if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
		throw error;
	}
}

/** Beside whoever is at work on the log: with a history of its own, which is gone afterwards. */
async function readBeside<Answer>(
	configuration: Configuration,
	settings: SiteSettings,
	read: (alone: HistoryAlone) => Promise<Answer>
): Promise<Answer> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-report-'));
	try {
		const place = join(folder, 'report.db');
		return await withOtherViews(configuration, settings, place, (own) => read(historyOf(own)));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function historyOf({ log, views, history, catchUp }: OwnViews): HistoryAlone {
	return {
		openReader: () => openHistoryReader(views.file),
		intervals: new SqliteHistoryIntervals(views.file, log.events),
		head: () => log.events.head(),
		async catchUp() {
			const progress = new Progress('Reading the log');
			await catchUp((seq) => progress.at(`${seq} events`));
			progress.done(`${history.seq} events`);
		}
	};
}

/** To look at a log is no reason to make one. */
function refuseMissing({ databaseFile, postgres }: Configuration): void {
	if (postgres !== undefined) return;
	try {
		openLogReader(databaseFile).close();
	} catch (error) {
		throw new CommandError(error instanceof Error ? error.message : String(error));
	}
}
