import type { Wording } from '../i18n/wording.ts';
import type { Appearance } from './appearance.ts';
import type { SilentWords } from './tile-words.ts';

/** What every tile of the board Now is given besides its figures. */
export type TileProps = Readonly<{
	appearance: Appearance;
	silent: SilentWords | null;
	/** Why there may be nobody, or nothing, to show; null = no reason is known. */
	closed: string | null;
	wording: Wording;
}>;
