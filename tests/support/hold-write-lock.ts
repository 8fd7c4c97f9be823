import Database from 'better-sqlite3';

/** Run as a process of its own: `FILE MS` keeps the file locked for writing for so long. */
const [file = '', ms = ''] = process.argv.slice(2);
const client = new Database(file);
client.exec('begin immediate');
console.log('held');
setTimeout(() => {
	client.exec('rollback');
	client.close();
}, Number(ms));
