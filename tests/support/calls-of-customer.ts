import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a queue_log of yesterday: a customer who was answered, another who gave up, and a line about the first that cannot be read. */
export function callsOfCustomer(folder: string, number: string): string {
	const file = join(folder, 'queue_log');
	const at = Math.floor(Date.now() / 1000) - 86_400;
	const lines = [
		`${at}|call-1|sales|NONE|ENTERQUEUE||${number}|1`,
		`${at + 9}|call-1|sales|SIP/ann|CONNECT|9|x|1`,
		`${at + 60}|call-1|sales|SIP/ann|COMPLETECALLER|9|51|1`,
		`${at + 61}|call-2|sales|NONE|ENTERQUEUE||+31200000|1`,
		`${at + 70}|call-2|sales|NONE|ABANDON|1|1|9`,
		`not a time|call-1|sales|NONE|ENTERQUEUE||${number}|1`
	];
	writeFileSync(file, `${lines.join('\n')}\n`);
	return file;
}
