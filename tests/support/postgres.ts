import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, onTestFinished, test } from 'vitest';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import {
	openPostgres,
	type OpenPostgresOptions,
	type PostgresDatabase
} from '#lib/server/database/postgres/open-postgres.ts';
import { ask, PostgresServer, whyNoPostgres } from './postgres-server.ts';

export { ask };

const missing = await whyNoPostgres();
if (missing !== null) console.warn(`SKIPPED tests on Postgres: ${missing}`);

/** Whether there is a Postgres for tests here; where there is none, that was said. */
export const hasPostgres = missing === null;

/** A test on Postgres, left out visibly where there is none. */
export const postgresTest = test.skipIf(!hasPostgres);

const template = 'bereik_template';

/**
 * A place with an empty log, for this test alone; gone when it is over. The server is one for all tests of a run and does not care
 * about a power cut (`fsync` is off, which the place therefore has to allow).
 */
export async function testPlace(): Promise<PostgresPlace> {
	const { place, remove } = await lastingPlace();
	onTestFinished(remove);
	return place;
}

/** The same for several tests; whoever asks takes it away. */
export async function lastingPlace(): Promise<Readonly<{ place: PostgresPlace; remove: () => Promise<void> }>> {
	const admin = await sharedServer();
	const name = `test_${randomBytes(8).toString('hex')}`;
	await ask(`${admin}/postgres`, `create database ${name} template ${template}`);
	await ask(`${admin}/${name}`, 'update log_head set epoch = gen_random_uuid()');
	const remove = async (): Promise<void> =>
		void (await ask(`${admin}/postgres`, `drop database if exists ${name} with (force)`));
	return { place: placeAt(`${admin}/${name}`, { allowLossy: true }), remove };
}

/** An empty log, open, for this test alone; closed and gone when it is over. */
export async function testDatabase(options: OpenPostgresOptions = {}): Promise<PostgresDatabase> {
	return openHere(await testPlace(), options);
}

/** Opens a place as another replica would; closed when the test is over. */
export async function openHere(place: PostgresPlace, options: OpenPostgresOptions = {}): Promise<PostgresDatabase> {
	const database = await openPostgres(place, options);
	onTestFinished(() => database.close());
	return database;
}

/** A server for this test alone, durable unless its settings say otherwise; gone when the test is over. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
	const folder = join(inject('postgresFolder'), `own-${randomBytes(8).toString('hex')}`);
	const server = await PostgresServer.start(folder, settings);
	onTestFinished(() => server.remove());
	return server;
}

/** A place as it is configured. */
export function placeAt(url: string, also: Partial<PostgresPlace> = {}): PostgresPlace {
	return { url, listenUrl: null, pollOnly: false, allowLossy: false, ...also };
}

let shared: Promise<string> | undefined;

/** The server of this run, started by the first test of any process that asks. @returns its URL without a database */
function sharedServer(): Promise<string> {
	return (shared ??= startShared(join(inject('postgresFolder'), 'shared')));
}

async function startShared(folder: string): Promise<string> {
	const ready = `${folder}.url`;
	const failed = `${folder}.failed`;
	try {
		mkdirSync(`${folder}.starting`);
	} catch {
		for (let attempt = 0; attempt < 600; attempt++) {
			if (existsSync(ready)) return readFileSync(ready, 'utf8');
			if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
			await sleep(50);
		}
		throw new Error('another process was to start Postgres, and did not');
	}
	try {
		const server = await PostgresServer.start(folder, {
			fsync: 'off',
			synchronous_commit: 'off',
			full_page_writes: 'off'
		});
		const url = server.url('').slice(0, -1);
		await ask(server.url(), `create database ${template}`);
		const database = await openPostgres(placeAt(`${url}/${template}`, { allowLossy: true }));
		await database.close();
		await ask(server.url(), `alter database ${template} allow_connections false`);
		writeFileSync(`${ready}.part`, url);
		renameSync(`${ready}.part`, ready);
		return url;
	} catch (error) {
		writeFileSync(failed, String(error));
		throw error;
	}
}
