import { type Channel, channels } from '#lib/domain/contact/channel.ts';
import type { CountedAlike } from '#lib/domain/contact/interval-event.ts';
import { channelSettingsAt } from '#lib/domain/settings/channel-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';
import type { ScoreSum } from '#lib/domain/trends/interval-totals.ts';
import type { DefinitionNote } from '#lib/protocol/trend-series.ts';
import type { IntervalTotals } from '#lib/domain/trends/interval-totals.ts';
import { channelPlace, isCountedAlike, type TotalsIndex } from './totals-index.ts';

/** Who tells a group of figures of a point. */
export type Tellers = Readonly<{ fromContacts: readonly Interval[]; sources: readonly string[] }>;
/** Who tells it, with what the totals say of how they count, and what they were added up over. */
type Told = Tellers &
	Readonly<{
		definitions: readonly IntervalTotals['definition'][];
		summedOver: readonly ('queue' | 'channel' | 'topic')[];
	}>;

const nothingTold: Omit<DefinitionNote, 'key' | 'source'> = {
	serviceLevel: null,
	targetSeconds: null,
	shortSeconds: null,
	targets: [],
	counts: null,
	notes: null
};

/**
 * Names how figures were counted, so that those of one name may be compared, and keeps what each name stands for. Figures that
 * several tell are of several ways, and named after all of them.
 */
export class TrendDefinitions {
	readonly #notes = new Map<string, DefinitionNote>();
	readonly #settings: SiteSettings;
	readonly #totals: TotalsIndex;

	constructor(settings: SiteSettings, totals: TotalsIndex) {
		this.#settings = settings;
		this.#totals = totals;
	}

	/** Every way that was named, by its key. */
	get notes(): readonly DefinitionNote[] {
		return [...this.#notes.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	/** How contacts are counted. Totals that count them as it is done here are named as contacts are. */
	volume(told: Told, counts: 'contacts' | 'offered' = 'contacts'): string {
		const suffix = counts === 'offered' ? ' (offered)' : '';
		return this.#named(
			tellersOf(told).flatMap((source) => {
				// Offered contacts that stand for all of them are not what is counted here, whatever the file says.
				const names = counts === 'offered' ? [source] : this.#namesOf(source, told, 'contacts');
				return names.map((name) => ({ ...nothingTold, key: `${name}${suffix}`, source, counts }));
			})
		);
	}

	/**
	 * How a service level is counted, and with it what counts as abandoned.
	 * @param spans of the point, in order
	 * @param asked which channels; null = all
	 */
	reach(told: Tellers, spans: readonly Interval[], asked: readonly Channel[] | null): string {
		const ways: DefinitionNote[] = [];
		if (told.fromContacts.length > 0) ways.push(this.#promises(told.fromContacts, asked ?? channels));
		for (const source of told.sources) {
			const isOne = this.#totals.regimesOf(source, asked).length === 1;
			for (const { no, ways: byChannel } of this.#totals.regimesIn(source, asked, spans)) {
				const all = [...byChannel].sort(([a], [b]) => channelPlace(a) - channelPlace(b));
				const targets = all.map(([channel, { targetSeconds = null, shortSeconds = null }]) => ({
					...{ channel, targetSeconds, shortSeconds }
				}));
				const only = <Value>(values: readonly (Value | null | undefined)[]): Value | null =>
					new Set(values).size === 1 ? (values[0] ?? null) : null;
				ways.push({
					...nothingTold,
					...{ key: wayName(all) ?? nameOf(source, isOne ? null : no, asked), source, targets },
					serviceLevel: only(all.map(([, { serviceLevel }]) => (serviceLevel === 'unknown' ? null : serviceLevel))),
					targetSeconds: only(targets.map(({ targetSeconds }) => targetSeconds)),
					shortSeconds: only(targets.map(({ shortSeconds }) => shortSeconds)),
					notes: only(all.map(([, { notes }]) => notes))
				});
			}
		}
		return this.#named(ways.map((way) => ({ ...way, key: `reach: ${way.key}` })));
	}

	/** What is asked of people. Totals that ask it as it is done here, on the same scale, are named as contacts are. */
	satisfaction(told: Told, kind: SurveyKind, score: ScoreSum | null): string {
		const scale = this.#settings.surveys.scales[kind];
		return this.#named(
			tellersOf(told).flatMap((source) => {
				const own = `${kind} ${scale.min}–${scale.max}${scale.top.length === 0 ? '' : ` {${scale.top.join(',')}}`}`;
				const theirs = score === null ? 'survey' : `${score.kind} ${score.min}–${score.max}`;
				const isOne = score !== null && score.kind === kind && score.min === scale.min && score.max === scale.max;
				const names = isOne ? this.#namesOf(source, told, 'surveys') : [source];
				return names.map((name) => ({
					...{ ...nothingTold, source },
					key: `${name} ${name === 'contacts' ? own : theirs}`
				}));
			})
		);
	}

	/** What a teller is named in a group of figures: `contacts`, its own name, or both where it said so of a part of them only. */
	#namesOf(source: string, { definitions, summedOver }: Told, group: CountedAlike): readonly string[] {
		// Sums over queues have a contact in each of its queues.
		if (source === 'contacts' || summedOver.includes('queue')) return [source];
		const said = new Set(definitions.map((definition) => isCountedAlike(definition, group)));
		const alike = said.size > 1 ? this.#totals.alikenessOf(source, group) : said.has(true) ? 'all' : 'none';
		return { all: ['contacts'], some: ['contacts', source], none: [source] }[alike];
	}

	/** What was promised on the days of some spans. */
	#promises(spans: readonly Interval[], asked: readonly Channel[]): DefinitionNote {
		const targets = asked.flatMap((channel) => {
			const days = [
				...spans.map(({ from }) => from),
				...this.#changesIn(spans, channel).filter((at) => spans.some(({ from, to }) => at > from && at < to))
			];
			const ways = new Map<string, DefinitionNote['targets'][number]>();
			for (const at of days) {
				const { targetMs, shortAbandonMs } = channelSettingsAt(this.#settings, channel, at);
				const [targetSeconds, shortSeconds] = [targetMs / 1000, shortAbandonMs / 1000];
				ways.set(`${targetSeconds}/${shortSeconds}`, { channel, targetSeconds, shortSeconds });
			}
			return [...ways.values()];
		});
		const told = targets.map((one) => `${one.channel} ${one.targetSeconds}/${one.shortSeconds}`).join(', ');
		const first = targets.length === 1 ? targets[0] : undefined;
		return {
			...nothingTold,
			...{ key: `V5 ${told}`, source: 'contacts', serviceLevel: 'V5', targets },
			targetSeconds: first?.targetSeconds ?? null,
			shortSeconds: first?.shortSeconds ?? null
		};
	}

	readonly #changes = new Map<Channel, readonly number[]>();

	#changesIn(spans: readonly Interval[], channel: Channel): readonly number[] {
		if (this.#settings.channelChanges.length === 0 || spans.length === 0) return [];
		let known = this.#changes.get(channel);
		if (known === undefined) {
			known = this.#settings.channelChanges
				.filter((change) => change.channel === channel)
				.map(({ from }) => Date.parse(`${from}T12:00:00Z`)); // some hour of that day: days are not cut
			this.#changes.set(channel, known);
		}
		return known;
	}

	#named(ways: readonly DefinitionNote[]): string {
		// Several may count in one way: each is told of.
		for (const way of ways) this.#notes.set(`${way.key}\n${way.source}`, way);
		return [...new Set(ways.map(({ key }) => key))].join(' + ');
	}
}

/** Totals that say all of how they count are named by it, as contacts are; null where they do not. */
function wayName(ways: readonly (readonly [Channel | null, IntervalTotals['definition']])[]): string | null {
	const known = ways.map(([channel, { serviceLevel, targetSeconds, shortSeconds, notes }]) =>
		channel === null || serviceLevel !== 'V5' || targetSeconds === undefined || notes !== undefined
			? null
			: `${channel} ${targetSeconds}/${shortSeconds ?? 0}`
	);
	return known.length === 0 || known.includes(null) ? null : `V5 ${known.join(', ')}`;
}

/** Numbers of a source are those of the channels that are asked for. */
function nameOf(source: string, no: number | null, asked: readonly Channel[] | null): string {
	const of = asked === null ? '' : ` (${asked.join(', ')})`;
	return no === null ? source : `${source} ${no}${of}`;
}

function tellersOf({ fromContacts, sources }: Tellers): readonly string[] {
	return fromContacts.length === 0 ? sources : ['contacts', ...sources];
}
