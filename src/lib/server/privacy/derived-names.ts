import { existsSync } from 'node:fs';
import { openViews, type Views, viewsFile } from '../database/sqlite/open-views.ts';
import type { HistoryFollower } from '../history/history-follower.ts';
import type { LiveFigures } from '../live/live-figures.ts';
import type { Projection } from '../live/projection.ts';

/** What was made of the log and names contacts as it does. */
export type DerivedNames = Readonly<{
	/** The file of it. */
	file: string;
	/**
	 * Changes names in the log and in all of this, so that nobody ever sees one with the old and the other with the new.
	 * @param names known once `inLog` is over
	 * @param inLog does it in the log, in one transaction
	 */
	rename(names: ReadonlyMap<string, string>, inLog: () => Promise<void>): Promise<void>;
	/** Empties the file's write-ahead log; where `isWhole` the file is written anew without what was in it. */
	compact(isWhole: boolean): void;
}>;

/** Of a running server. */
export function derivedOfServer(
	views: Views,
	parts: Readonly<{ history: HistoryFollower; projection: Projection; figures: LiveFigures }>
): DerivedNames {
	const { history, projection, figures } = parts;
	return {
		file: views.file,
		async rename(names, inLog) {
			await figures.whilePastRests(() => history.whileResting(() => renameBoth(views, names, inLog)));
			await projection.takeUpAnew();
		},
		compact: (isWhole) => views.compact(isWhole)
	};
}

/** Where no server runs: the file alone, if there is one. */
export function derivedAlone(logFile: string): DerivedNames {
	const file = viewsFile(logFile);
	return {
		file,
		async rename(names, inLog) {
			if (!existsSync(file)) return inLog();
			const views = openViews(logFile);
			try {
				await renameBoth(views, names, inLog);
			} finally {
				views.close();
			}
		},
		compact: (isWhole) => compactFile(logFile, isWhole)
	};
}

/** Empties the write-ahead log of a log's views, if there are any, or writes their file anew; for where no server runs. */
export function compactFile(logFile: string, isWhole: boolean): void {
	if (!existsSync(viewsFile(logFile))) return;
	const views = openViews(logFile);
	try {
		views.compact(isWhole);
	} finally {
		views.close();
	}
}

/** The two are two files: should it break off in between, the rows are marked as of no history and are made again. */
async function renameBoth(views: Views, names: ReadonlyMap<string, string>, inLog: () => Promise<void>): Promise<void> {
	views.history.beginRenaming();
	try {
		await inLog();
	} catch (error) {
		views.history.finishRenaming(new Map());
		throw error;
	}
	views.history.finishRenaming(names);
}
