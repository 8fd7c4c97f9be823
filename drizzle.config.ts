import { defineConfig } from 'drizzle-kit';

/** Migrations of the log's file. The views have a file, and so a configuration, of their own. */
export default defineConfig({
	dialect: 'sqlite',
	schema: ['./src/lib/server/database/sqlite/log-schema.ts', './src/lib/server/database/sqlite/access-schema.ts'],
	out: './drizzle/sqlite/log'
});
