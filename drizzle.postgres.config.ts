import { defineConfig } from 'drizzle-kit';

/** Migrations of a log in Postgres. */
export default defineConfig({
	dialect: 'postgresql',
	schema: [
		'./src/lib/server/database/tables/log-tables.ts',
		'./src/lib/server/database/tables/access-tables.ts',
		'./src/lib/server/database/postgres/replica-tables.ts',
		'./src/lib/server/database/postgres/attempt-tables.ts'
	],
	out: './drizzle/postgres'
});
