import { parentPort } from 'node:worker_threads';

/* A thread that commits nothing: it ends, or throws, at the first thing it is sent. */

const how = new URL(import.meta.url).searchParams.get('how');
parentPort?.once('message', () => {
	if (how === 'throws') throw new Error('something broke in the thread');
	process.exit(3);
});
