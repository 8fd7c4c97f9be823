import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../support/child-processes.ts';

const deploy = join(packageRoot, 'deploy');

function read(...path: string[]): string {
	return readFileSync(join(deploy, ...path), 'utf8');
}

type Service = Readonly<{
	build?: Readonly<{ dockerfile: string }>;
	volumes?: readonly string[];
	networks?: Readonly<{ inside?: Readonly<{ ipv4_address: string }> }>;
	environment?: Readonly<Record<string, string>>;
	read_only?: boolean;
	cap_drop?: readonly string[];
	security_opt?: readonly string[];
}>;

/** What a compose file lacks, in words. */
function faults(text: string): string[] {
	const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Service>> }; // as compose reads it
	const proxy = services['proxy']?.networks?.inside?.ipv4_address;
	const servers = Object.entries(services).filter(([name]) => /^bereik\d*$/.test(name));
	const found = servers.length === 0 ? ['there is no server'] : [];
	for (const [name, service] of Object.entries(services)) {
		const mounted = (service.volumes ?? []).flatMap((volume) =>
			volume.startsWith('.') ? [volume.split(':')[0] ?? ''] : []
		);
		for (const path of mounted.filter((path) => !path.includes('certificates')))
			if (!existsSync(join(deploy, 'docker', path))) found.push(`${name} mounts what is not there: ${path}`);
		if (service.build !== undefined && !existsSync(join(packageRoot, service.build.dockerfile)))
			found.push(`${name} is built from what is not there`);
	}
	for (const [name, server] of servers) {
		if (server.environment?.['BEREIK_TRUSTED_PROXIES'] !== proxy) found.push(`${name} trusts another proxy`);
		const isShutIn = server.read_only === true && server.cap_drop?.[0] === 'ALL';
		if (!isShutIn || !server.security_opt?.includes('no-new-privileges:true')) found.push(`${name} may do too much`);
	}
	const folders = servers.map(([, { volumes }]) => volumes?.find((volume) => volume.endsWith(':/data')));
	if (new Set(folders).size < servers.length) found.push('two servers have one folder');
	return found;
}

test('what the image is made of is there, it is not root, and it asks for a path that there is', () => {
	const text = read('docker/Dockerfile');
	const sources = [...text.matchAll(/^COPY (?:--\S+ )*(.+)$/gm)].flatMap(([, words = '']) =>
		words.split(' ').slice(0, -1)
	);
	const missing = sources
		.map((source) => source.replace(/^\/app\//, ''))
		.filter((source) => source !== 'build' && !source.includes('*') && !existsSync(join(packageRoot, source)));
	expect(missing).toEqual([]);
	expect(sources.length).toBeGreaterThan(8);
	expect(/^USER (\d+)/m.exec(text)?.[1]).toBe('10001');
	const path = /127\.0\.0\.1:\$\{process\.env\.PORT\}(\/[\w/]+)/.exec(text)?.[1] ?? 'none';
	expect(existsSync(join(packageRoot, 'src/routes', path, '+server.ts'))).toBe(true);
});

test.each(readdirSync(join(deploy, 'docker')).filter((name) => name.endsWith('.yaml')))(
	'%s names files that are there and the proxy that is trusted, and its servers may do little',
	(name) => expect(faults(read('docker', name))).toEqual([])
);

test('a compose file whose servers share a folder, trust another or mount what is not there is found out', () => {
	const text = read('docker/compose.replicas.yaml');
	expect(faults(text.replace('data2:/data', 'data1:/data'))).toEqual(['two servers have one folder']);
	expect(
		faults(text.replace('BEREIK_TRUSTED_PROXIES: 172.30.43.2', 'BEREIK_TRUSTED_PROXIES: 172.30.43.3'))
	).toHaveLength(2);
	expect(faults(text.replace('../postgres/role.sql', '../postgres/roles.sql'))).toHaveLength(1);
	expect(faults(text.replace('  read_only: true', '  read_only: false'))).toHaveLength(2);
});

test('the proxy of several servers names them all, asks whether they are ready, and only of paths that there are', () => {
	const text = read('proxy/Caddyfile.replicas');
	const { services } = parse(read('docker/compose.replicas.yaml'), { merge: true }) as { services: object }; // as compose reads it
	for (const name of Object.keys(services).filter((service) => /^bereik\d$/.test(service)))
		expect(text.split(`${name}:5080`).length, name).toBeGreaterThan(4);
	const health = /health_uri (\S+)/.exec(text)?.[1] ?? 'none';
	expect(health).toBe('/api/health/ready');
	for (const path of [health, '/api/events', '/api/stream'])
		expect([path, text.includes(path) && existsSync(join(packageRoot, 'src/routes', path, '+server.ts'))]).toEqual([
			path,
			true
		]);
});

test.each(['bereik.service', 'bereik@.service'])('%s starts what is there', (unit) => {
	const [, command = ''] = /^ExecStart=(.+)$/m.exec(read('systemd', unit)) ?? [];
	const [node = '', entry = ''] = command.replaceAll('/opt/bereik', packageRoot).split(' ');
	expect(existsSync(entry)).toBe(true);
	expect(dirname(node)).toBe(join(packageRoot, 'node_modules/.bin'));
});

test('a server among several may do as little as one that is alone', () => {
	const guards = (unit: string) =>
		read('systemd', unit)
			.split('\n')
			.filter((line) => /^(Protect|Private|Restrict|Capability|SystemCall|NoNew|Lock|User=|UMask)/.test(line));
	expect(guards('bereik.service').length).toBeGreaterThan(20);
	expect(guards('bereik@.service')).toEqual(guards('bereik.service'));
});

test('what is run as a program can be', () => {
	for (const name of ['shared-keys.sh', 'make-role.sh'])
		expect(statSync(join(deploy, 'docker', name)).mode & 0o111, name).toBe(0o111);
});
