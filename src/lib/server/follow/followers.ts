import { existsSync } from 'node:fs';
import type { SourceSettings } from '#lib/domain/settings/site-settings.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Leases } from '../replicas/leases.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import { endOfTurn, FollowLoop } from './follow-loop.ts';
import { followConnectors, followRecordFile } from './followed-format.ts';
import { Follower, type FollowStanding } from './follower.ts';
import { type FollowedParts, sinkInside } from './take-followed.ts';

/** What the followers of a server work with. */
export type FollowersParts = FollowedParts &
	Readonly<{
		current: CurrentSettings;
		clock: Clock;
		logger: Logger;
		databaseFile: string;
		/** Of several servers on one log, those that have the file take turns; null = there is but this one. */
		leases: Leases | null;
	}>;

/** How often it is looked who follows what, and for how long whoever does is relied on without a word of them. */
const arrangeEveryMs = 10_000;
const leaseMs = 30_000;

type Running = Readonly<{ key: string; loop: FollowLoop }>;

/** The files that the settings have the server follow by itself, one follower each; other settings start and end them. */
export class Followers {
	readonly #parts: FollowersParts;
	readonly #endFollowing: () => void;
	#running: readonly Running[] = [];
	#work: Promise<void> = Promise.resolve();
	readonly #timer: ReturnType<typeof setInterval> | null = null;

	constructor(parts: FollowersParts) {
		this.#parts = parts;
		if (parts.leases !== null) this.#timer = setInterval(() => this.#arrange(), arrangeEveryMs).unref();
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
		if (this.#timer !== null) clearInterval(this.#timer);
		await this.#work;
		await this.#end(this.#running);
		this.#running = [];
	}

	#arrange(): void {
		// One after the other: two at one file would keep each other's places.
		const arranged = this.#work.then(() => this.#bringInLine(this.#parts.current.now.sources));
		this.#work = arranged.catch((error: unknown) =>
			this.#parts.logger.warn({ err: error }, 'it could not be arranged which server follows which file')
		);
	}

	async #bringInLine(sources: readonly SourceSettings[]): Promise<void> {
		const wanted = new Map<string, SourceSettings>();
		for (const source of sources) if (await this.#isOurs(source)) wanted.set(keyOf(source), source);
		const ending = this.#running.filter(({ key }) => !wanted.has(key));
		this.#running = this.#running.filter(({ key }) => wanted.has(key));
		await this.#end(ending);
		for (const [key, source] of wanted) {
			if (this.#running.some((one) => one.key === key)) continue;
			const loop = this.#start(source);
			if (loop !== null) this.#running = [...this.#running, { key, loop }];
		}
	}

	async #isOurs(source: SourceSettings): Promise<boolean> {
		const { leases } = this.#parts;
		if (source.follow === null) return false;
		if (leases === null) return true;
		// A server that does not have the file must not keep another from it; where none has it, the source falls silent.
		return existsSync(source.follow.file) && (await leases.take(leaseOf(keyOf(source)), leaseMs)) !== null;
	}

	async #end(ending: readonly Running[]): Promise<void> {
		await Promise.all(
			ending.map(async ({ key, loop }) => {
				await loop.close();
				await this.#parts.leases?.release(leaseOf(key));
			})
		);
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

function leaseOf(key: string): string {
	return `follow ${key}`;
}

function keyOf({ id, follow }: SourceSettings): string {
	return JSON.stringify([id, follow?.format, follow?.file]);
}
