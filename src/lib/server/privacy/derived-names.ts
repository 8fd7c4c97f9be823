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
	 * @param inLog does it in the log, at once
	 */
	rename(names: ReadonlyMap<string, string>, inLog: () => void): Promise<void>;
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
	const withViews = (work: (views: Views) => void, otherwise: () => void = () => {}): void => {
		if (!existsSync(file)) return otherwise();
		const views = openViews(logFile);
		try {
			work(views);
		} finally {
			views.close();
		}
	};
	return {
		file,
		rename: async (names, inLog) => withViews((views) => renameBoth(views, names, inLog), inLog),
		compact: (isWhole) => withViews((views) => views.compact(isWhole))
	};
}

/** The two are two files: should it break off in between, the rows are marked as of no history and are made again. */
function renameBoth(views: Views, names: ReadonlyMap<string, string>, inLog: () => void): void {
	views.history.beginRenaming();
	try {
		inLog();
	} catch (error) {
		views.history.finishRenaming(new Map());
		throw error;
	}
	views.history.finishRenaming(names);
}
