import type { SilentSources } from '../figures/source-silence.ts';
import type { Messages } from './nl.ts';

/** How many sources are silent, and which: `1 bron stil: Telefooncentrale`. Three are counted, not named. */
export function silentWords({ count, names }: SilentSources, text: Messages, write: (value: number) => string): string {
	const said = text.sourcesSilent(write(count));
	return names.length === 0 || count > 2 ? said : `${said}: ${names.slice(0, count).join(', ')}`;
}
