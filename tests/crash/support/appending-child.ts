import { openSync, writeSync } from 'node:fs';
import { systemClock } from '#lib/server/clock.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { queued } from '../../support/contact-events.ts';

/*
 * Run as a process of its own: `LOG COMMITS SEED [MODE]`. Appends to the log and puts down beside it what was acknowledged. The
 * mode is the product's own way of making a commit durable, or one that is known not to.
 */

const [file = '', commits = '', seed = '', mode = 'as-shipped'] = process.argv.slice(2);
const random = randomStream(Number(seed), 'appending');
const database = openLog(file);
if (mode === 'normal') database.client.pragma('synchronous = NORMAL');
else if (mode !== 'as-shipped') throw new Error(`${mode}: there is no such mode`);
const store = new SqliteEventStore(database);
const fail = (error: unknown): void => {
	throw error;
};
const log = new EventLog({ store, clock: systemClock, onListenerError: fail });
const acknowledged = openSync(`${file}-acknowledged`, 'wx');
for (let commit = 0, at = 0; commit < Number(commits); commit++) {
	const count = random() < 0.05 ? 200 : 1 + Math.floor(random() * 6);
	const events = Array.from({ length: count }, (_, no) => queued(`${commit}/${no}/${count}`));
	const result = await log.append(events);
	if (!result.committed) throw new Error(`the log refused: ${result.refusal}`);
	at += writeSync(acknowledged, `${commit}/${count}\n`, at);
}
// Ended as a cut of the power does it: nothing is closed, and nothing tidied up.
process.kill(process.pid, 'SIGKILL');
