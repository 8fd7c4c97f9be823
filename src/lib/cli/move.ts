import { existsSync, writeFileSync } from 'node:fs';
import { InvalidConfiguration, type PostgresPlace, readConfiguration } from '#lib/server/configuration.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { movedMark } from '#lib/server/database/sqlite/moved-mark.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { carryFiles, refuseOtherKeys } from '#lib/server/move/carry-files.ts';
import { MovedOtherwise } from '#lib/server/move/compare-logs.ts';
import { type Moved, moveLog } from '#lib/server/move/move-log.ts';
import { MoveRefused } from '#lib/server/move/move-refused.ts';
import { moveSource, type MoveSource } from '#lib/server/move/move-source.ts';
import { type MoveTarget, openMoveTarget } from '#lib/server/move/move-target.ts';
import { keyFingerprint } from '#lib/server/replicas/key-agreement.ts';
import { CommandError } from './command-error.ts';
import { Progress } from './progress.ts';

/** What `bereik move` is told: URLs; without `to` it is the `DATABASE_URL` of the environment. */
export type MoveOptions = Readonly<{ from: string; to?: string }>;

type Places = Readonly<{ file: string; postgres: PostgresPlace; localFile: string }>;

/** `bereik move`: from a file into Postgres, with everything that stands beside the log. */
export async function move(options: MoveOptions): Promise<void> {
	const places = placesOf(options);
	if (!existsSync(places.file)) throw new CommandError(`--from: ${places.file}: there is no event log`);
	try {
		await moveBetween(places);
	} catch (error) {
		if (error instanceof AlreadyOpen)
			throw new CommandError(`${error.message} Stop it first: nothing may come in while the log is moved.`);
		if (error instanceof MoveRefused) throw new CommandError(error.message);
		if (error instanceof MovedOtherwise)
			throw new CommandError(
				`What was moved is not what was to be moved: ${error.message}. No server starts on it; give an empty database and move again.`
			);
		throw error;
	}
}

function placesOf({ from, to }: MoveOptions): Places {
	if (/^postgres(?:ql)?:/.test(from))
		throw new CommandError(
			'--from: a log is moved from a file into Postgres; there is no way back but a backup of before',
			2
		);
	if (!from.startsWith('file:')) throw new CommandError('--from: must be file:PATH', 2);
	const { databaseFile: file } = readConfiguration({ DATABASE_URL: from });
	const environment = to === undefined ? process.env : { ...process.env, DATABASE_URL: to };
	const name = to === undefined ? 'DATABASE_URL' : '--to';
	if (!/^postgres(?:ql)?:/.test(environment['DATABASE_URL'] ?? ''))
		throw new CommandError(`${name}: must be postgres://USER:PASSWORD@HOST:PORT/DATABASE`, 2);
	try {
		const { databaseFile: localFile, postgres } = readConfiguration(environment);
		if (postgres === undefined) throw new CommandError(`${name}: must be postgres://…`, 2);
		return { file, postgres, localFile };
	} catch (error) {
		if (!(error instanceof InvalidConfiguration)) throw error;
		throw new CommandError(error.message.replace('DATABASE_URL', name), 2);
	}
}

async function moveBetween({ file, postgres, localFile }: Places): Promise<void> {
	const database = openLog(file, { isForMove: true });
	try {
		const source = moveSource(database);
		const key = loadPseudonymKey(besideLog(file, 'key'), source.head.seq === 0);
		refuseOtherKeys(file, localFile);
		const target = await connected(postgres);
		try {
			const startedAt = performance.now();
			const moved = await moveWithProgress(source, target, postgres, keyFingerprint(key));
			// First what servers on it need, then the word that this file is not the log any more.
			const carried = carryFiles(file, localFile);
			writeFileSync(movedMark(file), `${target.shown}\n`, { mode: 0o600 });
			tell(source, target, moved, carried, performance.now() - startedAt);
		} finally {
			await target.close();
		}
	} finally {
		database.close();
	}
}

async function connected(postgres: PostgresPlace): Promise<MoveTarget> {
	try {
		return await openMoveTarget(postgres);
	} catch (error) {
		if (error instanceof MoveRefused) throw error;
		throw new CommandError(`the database cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
	}
}

async function moveWithProgress(
	source: MoveSource,
	target: MoveTarget,
	place: PostgresPlace,
	fingerprint: string
): Promise<Moved> {
	const { seq: last } = source.head;
	const progress = { copying: new Progress('Moving the log'), comparing: new Progress('Comparing') };
	const moved = await moveLog({
		...{ source, target, place, keyFingerprint: fingerprint },
		onProgress: (what, seq) => progress[what].at(`${seq} of ${last} events`)
	});
	for (const one of Object.values(progress)) one.done(`${last} events`);
	return moved;
}

function tell(source: MoveSource, target: MoveTarget, moved: Moved, carried: readonly string[], ms: number): void {
	const { file, head } = source;
	const { compared, afterSeq } = moved;
	if (compared === null) console.log(`${target.shown} has the log of ${file} already, all ${head.seq} events.`);
	else {
		if (afterSeq > 0) console.error(`The first ${afterSeq} events were there of a move that broke off.`);
		console.log(
			`Moved ${compared.events} events and ${compared.rows} rows of ${compared.tables} other tables to ${target.shown} in ${(ms / 1000).toFixed(1)} s, ` +
				'and compared all of it with the file. Positions and epoch are the same: screens go on where they were.'
		);
	}
	for (const path of carried) console.error(`${path} was put there: it belongs to the log.`);
	console.error(
		`${file} was left as it was, and no server starts on it any more (${movedMark(file)} says so). Keep it until you are sure.\n` +
			'Next: start the server with DATABASE_URL set to the database. Servers on other machines need the same key files.'
	);
}
