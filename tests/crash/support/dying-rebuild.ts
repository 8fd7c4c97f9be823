import Database from 'better-sqlite3';
import { rebuild } from '#lib/cli/rebuild.ts';
import { ContactWriter } from '#lib/server/database/sqlite/contact-writer.ts';

/*
 * `bereik rebuild` that is killed in the middle of writing its third slice. With `torn` what was written of it so far is committed
 * first, as by a writer to whom a slice is not one transaction.
 */
const isTorn = process.argv[2] === 'torn';
const { prepare } = Database.prototype;
const opened: Database.Database[] = [];
Object.assign(Database.prototype, {
	prepare(this: Database.Database, sql: string) {
		if (this.name.endsWith('.views.db')) opened.push(this);
		return prepare.call(this, sql);
	}
});

const { write } = ContactWriter.prototype;
let slices = 0;
Object.assign(ContactWriter.prototype, {
	write(this: ContactWriter, ...[changes]: Parameters<ContactWriter['write']>): void {
		if (++slices < 3) return write.call(this, changes);
		write.call(this, changes.slice(0, changes.length / 2));
		if (isTorn) opened.at(-1)?.exec('COMMIT');
		process.kill(process.pid, 'SIGKILL');
	}
});

await rebuild();
