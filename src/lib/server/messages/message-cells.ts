import type { WallMessage } from '#lib/domain/messages/wall-message.ts';
import { queueLabel } from '#lib/domain/settings/queue-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';

/** The cells of the message that is shown; null in each where there is none. See `BoardCellKey`. */
export function messageCells(message: WallMessage | null, settings: SiteSettings): Cells {
	if (message === null) return { 'message.text': null, 'message.until': null, 'message.about': null };
	const labels = message.queues?.map((queue) => queueLabel(settings, queue, settings.languages.default)) ?? [];
	return {
		'message.text': message.text,
		'message.until': message.until,
		'message.about': labels.length === 0 ? null : labels.join(', ')
	};
}
