import type { SourceSettings } from '#lib/domain/settings/site-settings.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import { endOfTurn, FollowLoop } from './follow-loop.ts';
import { followConnectors, followRecordFile } from './followed-format.ts';
import { Follower, type FollowStanding } from './follower.ts';
import { type FollowedParts, sinkInside } from './take-followed.ts';

/** What the followers of a server work with. */
export type FollowersParts = FollowedParts &
	Readonly<{ current: CurrentSettings; clock: Clock; logger: Logger; databaseFile: string }>;

type Running = Readonly<{ key: string; loop: FollowLoop }>;

/** The files that the settings have the server follow by itself, one follower each; other settings start and end them. */
export class Followers {
	readonly #parts: FollowersParts;
	readonly #endFollowing: () => void;
	#running: readonly Running[] = [];
	#work: Promise<void> = Promise.resolve();

	constructor(parts: FollowersParts) {
		this.#parts = parts;
		this.#endFollowing = parts.current.onChange(() => this.#arrange());
		this.#arrange();
	}

	/** How each of them stands. */
	standing(): readonly FollowStanding[] {
		return this.#running.map(({ loop }) => loop.standing);
	}

	/** What is in the way of them, in a line; null = nothing. */
	get problem(): string | null {
		const problems = this.standing().flatMap(({ source, problem }) =>
			problem === null ? [] : [`following ${source}: ${problem}`]
		);
		return problems.length === 0 ? null : problems.join('; ');
	}

	/** Ends them, after what is under way. */
	async close(): Promise<void> {
		this.#endFollowing();
		await this.#work;
		await Promise.all(this.#running.map(({ loop }) => loop.close()));
		this.#running = [];
	}

	#arrange(): void {
		// One after the other: two at one file would keep each other's places.
		this.#work = this.#work.then(() => this.#bringInLine(this.#parts.current.now.sources));
	}

	async #bringInLine(sources: readonly SourceSettings[]): Promise<void> {
		const wanted = new Map(sources.filter(({ follow }) => follow !== null).map((source) => [keyOf(source), source]));
		const ending = this.#running.filter(({ key }) => !wanted.has(key));
		this.#running = this.#running.filter(({ key }) => wanted.has(key));
		await Promise.all(ending.map(({ loop }) => loop.close()));
		for (const [key, source] of wanted) {
			if (this.#running.some((one) => one.key === key)) continue;
			const loop = this.#start(source);
			if (loop !== null) this.#running = [...this.#running, { key, loop }];
		}
	}

	#start({ id: source, follow }: SourceSettings): FollowLoop | null {
		const connector = followConnectors.find(({ name }) => name === follow?.format);
		if (connector === undefined || follow === null) return null;
		const { clock, logger, databaseFile } = this.#parts;
		const { file } = follow;
		const follower = new Follower({
			...{ file, connector, source },
			sink: sinkInside(this.#parts, file, source),
			recordFile: followRecordFile(databaseFile, source, file),
			now: () => clock.now(),
			pause: endOfTurn
		});
		let told: string | null = null;
		return new FollowLoop(follower, ({ problem }) => {
			if (problem === told) return;
			told = problem;
			if (problem === null) logger.info({ source, file }, 'following');
			else logger.warn({ source, file, problem }, 'following is held up');
		});
	}
}

function keyOf({ id, follow }: SourceSettings): string {
	return JSON.stringify([id, follow?.format, follow?.file]);
}
