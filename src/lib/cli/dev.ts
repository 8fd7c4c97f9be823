import { spawn } from 'node:child_process';

/** `bereik dev`: Vite's development server on the same configuration; the application starts in its own hooks. */
export function dev(): Promise<void> {
	// It listens to this machine alone, and whoever develops need not log in.
	const environment = { BEREIK_OPEN: '1', ...process.env };
	const child = spawn('vite', ['dev', '--port', process.env['PORT'] ?? '5080'], { stdio: 'inherit', env: environment });
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', () => resolve());
	});
}
