import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { LineConnector } from '#lib/connectors/connector.ts';

/** What can read a file of another system, line by line. */
export const importConnectors: readonly LineConnector[] = [asteriskQueueLog];

/** Names of the formats that can be read. */
export const importFormats: readonly string[] = importConnectors.map((connector) => connector.name);
