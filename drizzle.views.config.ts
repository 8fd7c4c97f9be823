import { defineConfig } from 'drizzle-kit';

/** Migrations of the views' file: everything in it can be thrown away and made again from the log. */
export default defineConfig({
	dialect: 'sqlite',
	schema: ['./src/lib/server/database/sqlite/views-schema.ts', './src/lib/server/database/sqlite/rollup-schema.ts'],
	out: './drizzle/sqlite/views'
});
