import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/*
 * Started by `checkpointBeside` as a thread of its own: moves the write-ahead log of a file into it and cuts it to nothing, then
 * tells whether it could. It waits for nobody.
 */

const client = new Database(String(workerData), { fileMustExist: true, timeout: 0 });
try {
	client.pragma('synchronous = FULL');
	// Most of it beside whoever writes; only what is left then is moved while they wait.
	client.pragma('wal_checkpoint(PASSIVE)');
	const [state] = client.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]; // as SQLite documents it
	parentPort?.postMessage(state?.busy === 0);
} finally {
	client.close();
}
