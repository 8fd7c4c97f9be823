import { randomUUID } from 'node:crypto';
import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeSync
} from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { Configuration } from '#lib/server/configuration.ts';
import { besideLog } from '#lib/server/database/sqlite/beside-log.ts';
import { openLog, openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { storyStart } from '#lib/simulator/demo-story.ts';
import { CommandError } from './command-error.ts';

const deskSchema = v.object({
	version: v.number(),
	seed: v.number(),
	/** Where the desk's story begins, UTC epoch ms. */
	from: v.number(),
	zone: v.string(),
	/** Epoch of the log that was made for this desk: no other log has it, so that only that one is the demo's to delete. */
	epoch: v.string()
});

/** What the desk of a demo is made of; kept, so that a second start goes on with the same desk. */
export type Desk = Readonly<v.InferOutput<typeof deskSchema>>;

/** Raised when the simulation changes: a desk that would tell another story is begun anew. */
const deskVersion = 5;

type Place = Pick<Configuration, 'databaseFile'>;

/**
 * The desk of the last demo, or a new one where there is none that fits: its story is made for the week that is running, so
 * another week has a desk of its own. Only a log that was made for a demo's desk is ever
 * deleted.
 * @throws CommandError when the log is not known to be a demo's
 */
export function takeUpDesk(
	{ databaseFile, zone }: Pick<Configuration, 'databaseFile' | 'zone'>,
	seed: number,
	now: number
): Desk {
	const from = storyStart(now, zone);
	if (holdsAnything(databaseFile)) {
		const desk = ownDesk(databaseFile);
		const isSame = desk.version === deskVersion && desk.seed === seed && desk.zone === zone;
		if (isSame && desk.from === from) return desk;
		removeOwnLog(databaseFile);
	}
	rmSync(markFile({ databaseFile }), { force: true });
	const desk: Desk = { version: deskVersion, seed, from, zone, epoch: randomUUID() };
	// The desk is there before its log is: a log that was begun can always be told to be its own.
	mkdirSync(dirname(databaseFile), { recursive: true, mode: 0o700 });
	writeWhole(deskFile(databaseFile), JSON.stringify(desk));
	openLog(databaseFile, { epoch: desk.epoch }).close();
	return desk;
}

/** The instant before which all of the desk's story is in the log; 0 when none of it is. */
export function readMark(place: Place): number {
	const text = textOf(markFile(place));
	return text === null || text.trim() === '' ? 0 : Number(text) - 1;
}

/** Keeps how far the desk's story is in the log. */
export function writeMark(place: Place, until: number): void {
	writeWhole(markFile(place), String(until));
}

/** The desk beside a log, once it is certain that the log was made for it. */
function ownDesk(databaseFile: string): Desk {
	const file = deskFile(databaseFile);
	const text = textOf(file);
	if (text === null) throw holdsItsOwn(databaseFile);
	const desk = readDesk(text);
	if (desk === null)
		throw new CommandError(
			`${file} cannot be read, so nobody knows whether ${databaseFile} is a demo's own; the demo will not touch it: ` +
				`delete the folder ${dirname(databaseFile)} if nothing in it is needed`
		);
	if (epochOf(databaseFile) !== desk.epoch) throw holdsItsOwn(databaseFile);
	return desk;
}

function holdsItsOwn(databaseFile: string): CommandError {
	return new CommandError(
		`${databaseFile} holds events of its own; the demo will not touch it: ` +
			(process.env['DATABASE_URL'] === undefined
				? `delete the folder ${dirname(databaseFile)} if nothing in it is needed`
				: 'unset DATABASE_URL or name another file')
	);
}

function readDesk(text: string): Desk | null {
	try {
		return v.parse(deskSchema, JSON.parse(text));
	} catch {
		return null;
	}
}

/** null when the file is no log of ours. */
function epochOf(databaseFile: string): string | null {
	try {
		const log = openLogReader(databaseFile);
		log.close();
		return log.epoch;
	} catch {
		return null;
	}
}

/** The log goes first: as long as it is there, the desk beside it says whose it is. */
function removeOwnLog(databaseFile: string): void {
	for (const file of [databaseFile, viewsFile(databaseFile)])
		for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
	rmSync(besideLog(databaseFile, 'key'), { force: true });
}

/** An empty file is what is left of a log whose making was cut short. */
function holdsAnything(file: string): boolean {
	const stats = statSync(file, { throwIfNoEntry: false });
	return stats !== undefined && stats.size > 0;
}

function deskFile(databaseFile: string): string {
	return besideLog(databaseFile, 'desk.json');
}

function markFile({ databaseFile }: Place): string {
	return besideLog(databaseFile, 'desk-written');
}

function textOf(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
}

/** Written aside and then given its name: a crash leaves the old text or the new one, never half of it. */
function writeWhole(file: string, text: string): void {
	const aside = `${file}.${process.pid}.new`;
	const descriptor = openSync(aside, 'w', 0o600);
	try {
		writeSync(descriptor, text);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(aside, file);
}
