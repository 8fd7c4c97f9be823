import {
	closeSync,
	fstatSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readFileSync,
	writeFileSync,
	writeSync
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * `MODEL FOLDER`: a backup as it must not be made. It copies a whole one file by file under the name that it is to have, with the
 * manifest first and each file at its full length from the start.
 */
const [model = '', folder = ''] = process.argv.slice(2);
const target = join(folder, basename(model).replace(/\d{6}Z/, '235959Z'));
const manifest = readFileSync(join(model, 'manifest.json'), 'utf8');
mkdirSync(target);
writeFileSync(join(target, 'manifest.json'), manifest);
const { files } = JSON.parse(manifest) as { files: { name: string; bytes: number }[] }; // as the product wrote it
const opened = files.map(({ name, bytes }) => {
	const file = openSync(join(target, name), 'w');
	ftruncateSync(file, bytes);
	return { file, name };
});
process.stdout.write('begun\n');
for (const { file, name } of opened) {
	const content = readFileSync(join(model, name));
	for (let at = 0; at < fstatSync(file).size; at += 65_536) {
		writeSync(file, content.subarray(at, at + 65_536), 0, undefined, at);
		await sleep(2);
	}
	closeSync(file);
}
