import { FOLD_VERSION, LiveFold } from '#lib/domain/live/live-fold.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import type { EventReader } from '../event-log/event-store.ts';
import { Checkpoints, hashOfSettings, hashOfText, type StoredCheckpoint } from '../live/checkpoint.ts';
import { livePicture } from './live-picture.ts';
import { firstDifference, shown, TableCheck } from './verification.ts';

/** The checkpoint of the live state, to be held against a fold of the whole log when that has come as far. */
export type CheckpointCheck = Readonly<{
	/** Position of the checkpoint; null where there is none that is in use. */
	seq: number | null;
	/** Why it is not compared, or that it is. */
	result: string;
	/** @throws Differs always, about this row */
	fail(column: string, expected: string, found: string): never;
	/** @throws Differs when it gives another state than the fold of the whole log has */
	compare(refold: LiveFold): Promise<void>;
}>;

/**
 * Looks at the stored checkpoint.
 * @throws Differs when its row is not what was written
 */
export function checkCheckpoint(
	file: string,
	stored: StoredCheckpoint | null,
	log: EventReader,
	settings: SiteSettings
): CheckpointCheck {
	const table = new TableCheck(file, 'checkpoints');
	const fail = (column: string, expected: string, found: string): never =>
		table.fail(`id 1, ${column}`, expected, found);
	const reason = whyUnused(stored, log.epoch, settings);
	if (stored === null || reason !== null)
		return { seq: null, result: `not compared: ${reason ?? 'there is none'}`, fail, compare: async () => {} };
	table.equal('id 1, payload (by its sha256)', hashOfText(stored.payload), stored.sha256);
	return {
		seq: stored.seq,
		result: `the state at event ${stored.seq} is that of the log`,
		fail,
		async compare(refold) {
			const restored = new LiveFold(settings);
			const checkpoints = new Checkpoints(
				{ readCheckpoint: () => stored, writeCheckpoint: () => {} },
				log.epoch,
				settings
			);
			if (!(await checkpoints.restore(restored, log)))
				table.fail('id 1, payload', 'events of the log', 'events that the log does not have');
			const calendar = new SiteCalendar(settings.zone);
			const difference = firstDifference(
				livePicture(refold, settings, calendar),
				livePicture(restored, settings, calendar)
			);
			if (difference === null) return;
			table.fail(`id 1, ${difference.path}`, shown(difference.expected), shown(difference.found));
		}
	};
}

function whyUnused(stored: StoredCheckpoint | null, epoch: string, settings: SiteSettings): string | null {
	if (stored === null) return 'there is none';
	if (stored.epoch !== epoch) return 'it is of another history of the log, and not used';
	if (stored.foldVersion !== FOLD_VERSION) return 'another version made it, and it is not used';
	if (stored.settingsHash !== hashOfSettings(settings)) return 'it was made under other settings, and is not used';
	return null;
}
