import type { Silence } from '../figures/source-silence.ts';
import { nearMoment } from '../format/near-moment.ts';
import type { Wording } from '../i18n/wording.ts';
import { namedSilence } from '../board/appearance.ts';
import type { PhoneState } from './phone-state.ts';

type When = Pick<PhoneState, 'appearance' | 'at' | 'zone' | 'opensAt'>;

/** What the phone says of the silent source that something rests on: `geen teken van CCX sinds 11:38`; null where nothing is wrong. */
export function silentSentence(
	{ appearance, at, zone }: When,
	{ language, text }: Wording
): (silence: Silence | null) => string | null {
	return (silence) => {
		const named = namedSilence(appearance, silence);
		return named === null ? null : text.noSignOf(named.source, nearMoment(named.since, at, zone, language));
	};
}

/** Why there may be no figure while the centre is closed: `open vanaf 08:00`; null while it is open. */
export function closedSentence({ at, zone, opensAt }: When, { language, text }: Wording): string | null {
	return opensAt === null ? null : text.opensAt(nearMoment(opensAt, at, zone, language));
}
