import pg from 'pg';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';

/*
 * A replica that starts, as a process that can be killed: `node migrate-process.ts URL FOLDER`. With a third argument it makes the
 * schema as a careless program does, one statement after the other: what its tests must find out.
 */

const [url = '', migrations = '', careless] = process.argv.slice(2);
if (careless === undefined) {
	const place = { url, listenUrl: null, pollOnly: false, allowLossy: true };
	const database = await openPostgres(place, { migrations, onMigration: (due) => console.log(`due ${due}`) });
	await database.close();
} else {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	console.log('due all');
	for (const { sql } of readMigrationFiles({ migrationsFolder: migrations }))
		for (const statement of sql) await client.query(statement);
	await client.end();
}
console.log('done');
