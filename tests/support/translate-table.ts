import { fileURLToPath } from 'node:url';
import { openTable, tableTranslations } from '#lib/cli/table-files/table-translations.ts';
import type { RejectedRecord } from '#lib/connectors/connector.ts';
import type { TableCounts } from '#lib/connectors/table/table-translator.ts';
import { isSourceEvent, type SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { LiveFold } from '#lib/domain/live/live-fold.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';

/** What a file came to. */
export type TranslatedTable = Readonly<{
	events: readonly SourceEvent[];
	rejected: readonly RejectedRecord[];
	counts: TableCounts;
}>;

/** Reads a file through a mapping as the import does, and keeps all of it. */
export async function translateTable(file: string, mapping: string): Promise<TranslatedTable> {
	const open = await openTable(file, mapping, null, 'UTC');
	const events: SourceEvent[] = [];
	const rejected: RejectedRecord[] = [];
	for await (const translation of tableTranslations(open)) {
		events.push(...translation.events.filter(isSourceEvent));
		for (const record of translation.rejected) rejected.push(record);
	}
	return { events, rejected, counts: open.translator.counts };
}

/** A fold over all of history, each event known once however often it comes, as the log knows it. */
export function foldOf(events: readonly SourceEvent[], settings: SiteSettings): LiveFold {
	const fold = new LiveFold(settings, true);
	const known = new Set<string>();
	for (const event of events) {
		if (known.has(event.id)) continue;
		known.add(event.id);
		const seq = known.size;
		fold.apply({ ...event, backfill: true, seq, receivedAt: 2_000_000_000_000 + seq });
	}
	return fold;
}

/** The path of a mapping that the product brings along. */
export function mappingOf(name: string): string {
	return fileURLToPath(new URL(`../../mappings/${name}`, import.meta.url));
}
