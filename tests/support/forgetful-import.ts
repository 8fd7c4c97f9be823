import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { linesOf } from '#lib/cli/lines-of.ts';
import { openLogAccess } from '#lib/cli/log-access.ts';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { readConfiguration } from '#lib/server/configuration.ts';

/*
 * Run as a process of its own: `FILE MARK`. An importer that is broken on purpose: it notes how far it is before that is in
 * the log, and goes on from its note, so that a kill in between loses what was on its way.
 */

const [file = '', mark = ''] = process.argv.slice(2);
const eventsTogether = 1_000;

const translator = asteriskQueueLog.open({ source: 'asterisk' });
const batches: { upTo: number; events: SourceEvent[] }[] = [];
let waiting: SourceEvent[] = [];
for await (const [line, no] of linesOf(file)) {
	waiting.push(...translator.translate(line, no).events);
	if (waiting.length < eventsTogether) continue;
	batches.push({ upTo: no, events: waiting });
	waiting = [];
}
batches.push({ upTo: translator.counts.lines, events: waiting });

const done = existsSync(mark) ? Number(readFileSync(mark, 'utf8').trim().split('\n').at(-1)) : 0;
const access = await openLogAccess(readConfiguration(process.env));
for (const { upTo, events } of batches) {
	if (upTo <= done) continue;
	appendFileSync(mark, `${upTo}\n`);
	// A kill comes most likely here: whoever waits for the log to grow has just seen it do so.
	await sleep(50);
	await access.append(events);
}
await access.close();
