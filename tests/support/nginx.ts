import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot, startChild } from './child-processes.ts';
import { freePort } from './free-port.ts';
import { makeCertificate } from './own-certificate.ts';

const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** Path of nginx on this machine, or null; `BEREIK_NGINX` names another. */
export function findNginx(): string | null {
	return [process.env['BEREIK_NGINX'], ...places].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** nginx, until it is stopped. */
export type StartedNginx = Readonly<{ url: string; stop: () => Promise<void> }>;

/** Puts nginx in front of servers on ports of this machine, with `nginx.conf` beside this file; it waits so long for a word of theirs. */
export async function startNginx(
	nginx: string,
	ports: Readonly<{ bereik: number; seldom: number }>,
	readTimeoutSeconds: number
): Promise<StartedNginx> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-nginx-'));
	const port = await freePort();
	const filled = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8')
		.replaceAll('@USER@', owner())
		.replaceAll('@FOLDER@', folder)
		.replaceAll('@PORT@', String(port))
		.replaceAll('@BEREIK@', String(ports.bereik))
		.replaceAll('@SELDOM@', String(ports.seldom))
		.replaceAll('@TIMEOUT@', String(readTimeoutSeconds));
	return run(nginx, folder, filled, `http://127.0.0.1:${port}`);
}

/** Puts nginx in front of a server with the configuration that is shipped, on other ports and with a certificate of its own. */
export async function startShippedNginx(nginx: string, bereik: number): Promise<StartedNginx> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-nginx-'));
	const { certFile, keyFile } = makeCertificate(folder, 'wall.example.org');
	const [plain, secure] = [await freePort(), await freePort()];
	const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`);
	const filled = readFileSync(join(packageRoot, 'deploy/proxy/nginx.conf'), 'utf8')
		.replace('server bereik:5080', `server 127.0.0.1:${bereik}`)
		.replace('listen 80;', `listen 127.0.0.1:${plain};`)
		.replace('listen 443 ssl;', `listen 127.0.0.1:${secure} ssl;`)
		.replace('certificates/fullchain.pem', certFile)
		.replace('certificates/privkey.pem', keyFile)
		.replace('include mime.types;', `types { text/html html; }\n\t${places.join('\n\t')}`)
		.replace('worker_processes auto;', `worker_processes 1;\n${owner()}\npid ${folder}/nginx.pid;`);
	const started = await run(nginx, folder, filled, `http://127.0.0.1:${plain}`);
	return { ...started, url: `https://127.0.0.1:${secure}` };
}

/** Its workers would otherwise be somebody who may not look into the folder. */
function owner(): string {
	return process.getuid?.() === 0 ? 'user root;' : '';
}

/** @param url where it answers once it runs */
async function run(nginx: string, folder: string, configuration: string, url: string): Promise<StartedNginx> {
	const file = join(folder, 'nginx.conf');
	writeFileSync(file, configuration);
	const child = startChild(nginx, ['-c', file, '-p', folder, '-e', join(folder, 'error.log'), '-g', 'daemon off;']);
	for (let attempt = 0; !(await answers(url)); attempt += 1) {
		if (attempt === 100 || !child.isRunning()) throw new Error(`nginx does not answer: ${child.stderr()}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return {
		url,
		async stop() {
			child.kill('SIGTERM');
			await child.ended;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function answers(url: string): Promise<boolean> {
	try {
		await fetch(`${url}/api/health/live`, { redirect: 'manual' });
		return true;
	} catch (error) {
		if (error instanceof TypeError) return false; // nobody listens yet
		throw error;
	}
}
