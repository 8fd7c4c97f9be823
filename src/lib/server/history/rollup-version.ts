import { createHash } from 'node:crypto';
import { rollupSettingsOf } from '#lib/domain/settings/rollup-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';

/** Raised whenever the same rows of contacts would give other sums; they are then counted again. */
export const rollupVersion = 3;

/** What sums of contacts depend on besides the rows, in short. */
export function hashOfRollups(settings: SiteSettings): string {
	return createHash('sha256')
		.update(JSON.stringify(rollupSettingsOf(settings)))
		.digest('hex');
}
