import { spawn } from 'node:child_process';

/** `bereik dev`: Vite's development server on the same configuration; the application starts in its own hooks. */
export function dev(): Promise<void> {
	const child = spawn('vite', ['dev', '--port', process.env['PORT'] ?? '5080'], { stdio: 'inherit' });
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', () => resolve());
	});
}
