import { parentPort, workerData } from 'node:worker_threads';
import { openForWriting } from '../database/sqlite/sqlite-file.ts';
import {
	type CommitAnswer,
	type CommitRequest,
	type CommitThreadStart,
	eventsOf,
	toAnswer
} from './commit-messages.ts';
import { StoreFailure } from './event-store.ts';
import { EventWriter } from './event-writer.ts';
import { guarded } from './sqlite-failure.ts';

/*
 * Started by `CommittingStore` as a thread of its own: commits what it is sent, in order, over a connection of its own, until it
 * is sent null. It loads nothing of what makes the statements, so that it is ready, and small, at once.
 */

const port = parentPort;
if (port === null) throw new Error('this runs as a thread only');
const { file, texts, cacheBytes } = workerData as CommitThreadStart; // as `CommittingStore` starts it
const client = openForWriting(file);
client.pragma('foreign_keys = ON');
client.pragma(`cache_size = -${Math.floor(cacheBytes / 1024)}`);
const writer = new EventWriter(client, texts);

port.on('message', (request: CommitRequest | null) => {
	if (request === null) {
		client.close();
		port.close();
		return;
	}
	port.postMessage(answerTo(request));
});

function answerTo(request: CommitRequest): CommitAnswer {
	try {
		return toAnswer(guarded({ client }, () => writer.append(eventsOf(request), request.now)));
	} catch (error) {
		return error instanceof StoreFailure ? { failure: error.failure, cause: error.cause } : { error };
	}
}
