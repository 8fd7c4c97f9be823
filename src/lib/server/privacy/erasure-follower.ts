import { OneByOne } from '../access/one-by-one.ts';
import type { Tables } from '../database/tables/tables.ts';
import { openViews, type Views, viewsFile } from '../database/sqlite/open-views.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { HistoryFollower } from '../history/history-follower.ts';
import type { HistoryStore } from '../history/history-store.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import type { LiveFigures } from '../live/live-figures.ts';
import type { Projection } from '../live/projection.ts';
import { existsSync } from 'node:fs';
import { compactFile, type DerivedNames } from './derived-names.ts';
import type { ErasureNotice, ErasureNotices, ErasureTold } from './erasure-notices.ts';
import { leaveNoTraceInViews } from './leave-no-trace.ts';
import { findSubjectRecords } from './rejected-of-subject.ts';

/** What a running server has made of the log, and what waits in it to be written. */
export type FollowingParts = Readonly<{
	database: Pick<Tables, 'orm'>;
	log: Pick<EventLog, 'forgetRead' | 'head'>;
	history: Pick<HistoryFollower, 'whileResting'>;
	projection: Pick<Projection, 'takeUpAnew' | 'isBroken'> & Readonly<{ state: Readonly<{ seq: number }> }>;
	figures: Pick<LiveFigures, 'whilePastRests'>;
	pseudonyms: Pick<Pseudonyms, 'of'>;
	rejected: Pick<RejectedRecords, 'flush' | 'erase'>;
	/** Remembers on this machine whom an erasure was about, so that a database that is restored does not bring them back. */
	noteErasure: (kind: 'log' | 'person', name: string) => void;
	/** Told when an erasure could not be followed; it is tried again. */
	onFailure: (error: unknown) => void;
	/** Time between two looks, ms; a second where it is left out. */
	everyMs?: number;
}>;

/** Whom old notices are about is forgotten so often. */
const forgetEveryMs = 600_000;
/** Events that were in the log at an erasure come within a second; where figures have stopped they never do. */
const patienceMs = 10_000;

/**
 * Does in what one server has made of the log what an erasure did in the log, whichever server did that. From the commit of an erasure
 * until its rows are told, nothing is written to the contact history: so that every row is of the log before it or of the log after it.
 */
export class ErasureFollower {
	readonly #notices: ErasureNotices;
	readonly #views: Views;
	readonly #turns = new OneByOne();
	/** Number of the last notice that this process knows in all it has made of the log. */
	#known = 0;
	#parts: FollowingParts | null = null;
	#timer: ReturnType<typeof setInterval> | null = null;
	#forgotAt = -Infinity;

	constructor(notices: ErasureNotices, views: Views) {
		this.#notices = notices;
		this.#views = views;
	}

	/** Tells the rows of earlier starts; to be awaited before anything in this process reads the log. */
	async begin(): Promise<void> {
		this.#known = await catchUpViews(this.#notices, this.#views);
	}

	/** Whether the rows know every erasure there was. */
	async areNamesCurrent(): Promise<boolean> {
		return (await this.#notices.newest()) === this.#views.history.lastNotice();
	}

	/** Looks for erasures from now on; {@link stop} ends it. */
	follow(parts: FollowingParts): void {
		this.#parts = parts;
		const look = (): void => void this.apply().catch(parts.onFailure);
		this.#timer = setInterval(look, parts.everyMs ?? 1_000).unref();
	}

	/** Looks no more; what is under way is completed. */
	async stop(): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
		await this.#turns.run(() => Promise.resolve());
	}

	/** Does what erasures there were since the last look. */
	apply(): Promise<void> {
		return this.#turns.run(async () => {
			const parts = this.#parts;
			if (parts === null) return;
			const newest = await this.#notices.newest();
			if (newest !== this.#known) await this.#take(parts, newest);
			if (performance.now() - this.#forgotAt < forgetEveryMs) return;
			this.#forgotAt = performance.now();
			await this.#notices.forgetOld();
		});
	}

	async #take(parts: FollowingParts, newest: number): Promise<void> {
		const pending = (await this.#notices.after(this.#known)).filter(({ no }) => no <= newest);
		const told = pending.flatMap((notice) => (notice.told === null ? [] : [notice.told]));
		// What was read of the log before the erasure and is still on its way comes under the old names.
		await hasFolded(parts.projection, (await parts.log.head()).seq);
		parts.log.forgetRead();
		await parts.figures.whilePastRests(() =>
			parts.history.whileResting(async () => applyAll(this.#views.history, pending, newest))
		);
		await parts.projection.takeUpAnew();
		await leaveNoTraceInViews(
			this.#views,
			told.flatMap(({ names }) => names.map(([before]) => before))
		);
		for (const one of told) {
			await eraseWaiting(parts, one);
			for (const [before] of one.names) parts.noteErasure('log', before);
			if (one.person !== null) parts.noteErasure('person', one.person);
		}
		this.#known = newest;
	}
}

/** {@link DerivedNames} of a server that is not the only one on the log. */
export function derivedOfReplica(views: Views, follower: ErasureFollower): DerivedNames {
	return {
		file: views.file,
		async rename(_names, inLog) {
			await inLog();
			await follower.apply();
		},
		compact: (isWhole) => views.compact(isWhole)
	};
}

/** {@link DerivedNames} where no server runs on this machine, and perhaps others do elsewhere. */
export function derivedAloneOfReplica(logFile: string, notices: ErasureNotices): DerivedNames {
	const file = viewsFile(logFile);
	return {
		file,
		async rename(_names, inLog) {
			await inLog();
			if (!existsSync(file)) return;
			const views = openViews(logFile);
			try {
				await catchUpViews(notices, views);
			} finally {
				views.close();
			}
		},
		compact: (isWhole) => compactFile(logFile, isWhole)
	};
}

/**
 * Tells rows that nobody writes at the moment.
 * @returns the number of the last notice
 */
async function catchUpViews(notices: ErasureNotices, { history }: Pick<Views, 'history'>): Promise<number> {
	const newest = await notices.newest();
	const last = history.lastNotice();
	const pending = (await notices.after(last)).filter(({ no }) => no <= newest);
	if (newest !== last) applyAll(history, pending, newest);
	return newest;
}

/** Where one of them cannot be told any more, or there are fewer than there were, the rows are made again. */
function applyAll(history: HistoryStore, pending: readonly ErasureNotice[], newest: number): void {
	const last = history.lastNotice();
	if (newest < last || pending.some(({ told }) => told === null)) return history.applyNotice(newest, null);
	for (const { no, told } of pending) if (no > last) history.applyNotice(no, new Map(told?.names));
}

async function hasFolded(projection: FollowingParts['projection'], seq: number): Promise<void> {
	const until = performance.now() + patienceMs;
	while (projection.state.seq < seq && !projection.isBroken && performance.now() < until)
		await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Records that waited here to be written are about the subject for all that whoever erased could know. */
async function eraseWaiting({ database, rejected, pseudonyms }: FollowingParts, told: ErasureTold): Promise<void> {
	await rejected.flush();
	const marks = { texts: told.texts, names: new Set(told.names.map(([before]) => before)) };
	for (const { no } of await findSubjectRecords(database, marks, pseudonyms, told.lastRejected))
		await rejected.erase(no);
}
