import { Silence, type SilenceRules, type SourceStanding } from '#lib/domain/live/silence.ts';
import type { Clock } from '../clock.ts';
import type { FollowStanding } from '../follow/follower.ts';
import { Followers, type FollowersParts } from '../follow/followers.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import type { Projection } from './projection.ts';

/** How a source stands, and what is followed of it; left out = nothing is. */
export type ListedSource = SourceStanding & Readonly<{ follows?: FollowStanding }>;

/** The sources that send what happens as it happens: how long ago each of them gave proof of life. */
export class Sources {
	readonly #projection: Pick<Projection, 'state'>;
	readonly #current: CurrentSettings;
	readonly #clock: Pick<Clock, 'now'>;
	readonly #rules: SilenceRules;
	/** What this server follows by itself. */
	#followers: Followers | null = null;

	constructor(parts: {
		projection: Pick<Projection, 'state'>;
		current: CurrentSettings;
		clock: Pick<Clock, 'now'>;
		rules: SilenceRules;
	}) {
		this.#projection = parts.projection;
		this.#current = parts.current;
		this.#clock = parts.clock;
		this.#rules = parts.rules;
	}

	/** Follows the files that the settings name. What is replayed has its own events. */
	follow(parts: FollowersParts): void {
		if (!parts.clock.isReplay) this.#followers ??= new Followers(parts);
	}

	/** How the files that are followed stand. */
	following(): readonly FollowStanding[] {
		return this.#followers?.standing() ?? [];
	}

	/** Ends what is followed. */
	async close(): Promise<void> {
		await this.#followers?.close();
	}

	/** Every source that ever sent something as it happened, in order of its name. */
	standing(): readonly ListedSource[] {
		const { now: settings, calendar } = this.#current;
		const lives = this.#projection.state.sources.all();
		const followed = this.following();
		return new Silence(lives, this.#clock.now(), settings, calendar, this.#rules).standings.map((standing) => {
			const follows = followed.find(({ source }) => source === standing.source);
			return follows === undefined ? standing : { ...standing, follows };
		});
	}

	/** Which of them are silent beyond their limit, and which files cannot be followed, in a line; null = nothing. */
	get problem(): string | null {
		const silent = this.standing().flatMap(({ source, silentSince }) =>
			silentSince === null ? [] : [`${source} since ${new Date(silentSince).toISOString()}`]
		);
		const held = this.#followers?.problem ?? null;
		const problems = [
			...(silent.length === 0 ? [] : [`silent: ${silent.join(', ')}`]),
			...(held === null ? [] : [held])
		];
		return problems.length === 0 ? null : problems.join('; ');
	}
}
