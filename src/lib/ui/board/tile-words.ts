import type { Silence } from '../figures/source-silence.ts';
import { nearMoment } from '../format/near-moment.ts';
import type { Wording } from '../i18n/wording.ts';
import { type Appearance, namedSilence } from './appearance.ts';

/** What a tile says of the silent source it rests on, from long to short: it shows the longest that it has room for. */
export type SilentWords = readonly [string, ...string[]];

/** What the words of tiles depend on besides the figures: how the page stands, and when and where it is. */
export type TileContext = Readonly<{
	appearance: Appearance;
	/** UTC ms, null = not known. */
	nowMs: number | null;
	/** IANA zone of the site, null = not known. */
	zone: string | null;
	/** Instant (UTC ms) at which the centre opens; null = it is open, or nobody said. */
	opensAt: number | null;
}>;

/** The words of a tile that rests on a silent source, null for one that does not. */
export function silentWords(
	silence: Silence | null,
	{ appearance, nowMs, zone }: TileContext,
	{ language, text }: Wording
): SilentWords | null {
	const named = namedSilence(appearance, silence);
	if (named === null) return null;
	const time = nearMoment(named.since, nowMs, zone, language);
	const sentence = text.noSignOf(named.source, time);
	return [
		`${text.lastKnown} · ${sentence}`,
		sentence,
		text.silentSince(named.source, time),
		// Where even a name has no room, the slot says it.
		text.lastKnownAt(time)
	];
}

/** Why a tile is empty while the centre is closed; null while it is open. */
export function closedWords({ opensAt, nowMs, zone }: TileContext, { language, text }: Wording): string | null {
	return opensAt === null ? null : text.opensAt(nearMoment(opensAt, nowMs, zone, language));
}
