import { createHash } from 'node:crypto';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { LineConnector } from '#lib/connectors/connector.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';

/** What can read a file that is followed; the settings name them in `followFormats`. */
export const followConnectors: readonly LineConnector[] = [asteriskQueueLog];

/** Where the place of a follower is kept: beside the log, and away with it. */
export function followRecordFile(databaseFile: string, source: string, file: string): string {
	const name = createHash('sha256').update(`${source}\n${file}`).digest('hex').slice(0, 16);
	return besideLog(databaseFile, `follow-${name}.json`);
}
