// Long runs that nobody looks at: the server under load, then a board in a browser.
//   npm run soak -- [minutes] [server | browser]
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const [minutes = '10', half] = process.argv.slice(2);
const halves = { server: 'server.ts', browser: 'board-heap.ts' };
if (!(Number(minutes) > 0)) throw new Error('minutes: must be a number above 0');
if (half !== undefined && !Object.hasOwn(halves, half)) throw new Error(`${half}: must be server or browser`);
for (const [name, script] of Object.entries(halves)) {
	if (half !== undefined && half !== name) continue;
	console.log(`\n${name}`);
	const child = spawn(process.execPath, [join(import.meta.dirname, script), minutes], { stdio: 'inherit' });
	const code = await new Promise<number>((resolve) => child.once('close', (ended) => resolve(ended ?? 1)));
	process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
}
