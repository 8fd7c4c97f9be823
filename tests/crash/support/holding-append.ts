import pg from 'pg';

/*
 * Run as a process of its own: `URL`. Appends as a program does that takes the head of the log, thinks, and commits: whoever freezes
 * in between holds everybody up.
 */

const client = new pg.Client({ connectionString: process.argv[2] ?? '' });
client.on('error', () => process.exit(1));
await client.connect();
// As the product sets it for its own connections.
await client.query('set idle_in_transaction_session_timeout = 5000');
process.stdin.on('end', () => process.exit()).resume();
for (;;) {
	await client.query('begin');
	await client.query('select seq from log_head for update');
	console.log('held');
	await new Promise((resolve) => void setTimeout(resolve, 20));
	await client.query('commit');
	await new Promise((resolve) => void setTimeout(resolve, 5));
}
