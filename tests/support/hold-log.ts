import { openLog } from '#lib/server/database/sqlite/open-log.ts';

/** Run as a process of its own: opens the log named in its first argument and holds it until it is killed. */
try {
	openLog(process.argv[2] ?? '');
	console.log('open');
	setInterval(() => {}, 60_000);
} catch (error) {
	console.log(error instanceof Error ? error.name : String(error));
	process.exitCode = 1;
}
