import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { EventReader } from '../event-log/event-store.ts';

const readBatch = 5_000;

/** Looks on while a log is folded. */
export type Onlooker = Readonly<{
	/** Before each event is folded. */
	before(event: LogEvent, fold: LiveFold): void;
	/** After each event was folded. */
	after(fold: LiveFold): Promise<void> | void;
}>;

/** Folds the whole log from its beginning, as a server does. */
export async function refold(log: EventReader, settings: SiteSettings, onlooker: Onlooker): Promise<LiveFold> {
	const fold = new LiveFold(settings);
	for (;;) {
		const events = await log.read(fold.state.seq, readBatch);
		for (const event of events) {
			onlooker.before(event, fold);
			const corrected = event.supersedes === undefined ? null : await log.find(event.source, event.supersedes);
			fold.apply(event, corrected);
			const looking = onlooker.after(fold);
			if (looking !== undefined) await looking;
		}
		if (events.length < readBatch) return fold;
	}
}
