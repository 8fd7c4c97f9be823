import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { copyLog, type Move, moveLog } from '#lib/server/move/move-log.ts';
import { compareLogs } from '#lib/server/move/compare-logs.ts';
import { moveSource } from '#lib/server/move/move-source.ts';
import { beginMove, completeMove, openMoveTarget } from '#lib/server/move/move-target.ts';

/*
 * Run as a process that is killed: moves a log, and prints a line with every lot. `hasty` says that all is there before it has looked:
 * what a test of moves that are killed has to notice.
 */
const [file = '', url = '', manner = 'careful'] = process.argv.slice(2);
const place = { url, listenUrl: null, pollOnly: false, allowLossy: true };
const database = openLog(file);
const target = await openMoveTarget(place);
const onProgress = (what: string, seq: number): void => console.log(`${what} ${seq}`);
const move: Move = { source: moveSource(database), target, place, keyFingerprint: 'of a key', onProgress };
if (manner === 'hasty') await moveHastily();
else await moveLog(move);
console.log('done');
await target.close();
database.close();

async function moveHastily(): Promise<void> {
	const { source } = move;
	await beginMove(target, place, { epoch: source.head.epoch, from: file }, null);
	await completeMove(target, { ...source.head, seq: 0 }, move.keyFingerprint);
	await copyLog(move);
	await compareLogs(source, target, (seq) => onProgress('comparing', seq));
}
