import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../support/child-processes.ts';

const deploy = join(packageRoot, 'deploy');

function read(...path: string[]): string {
	return readFileSync(join(deploy, ...path), 'utf8');
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
	'%s names files that are there, and the proxy that is trusted',
	(name) => {
		type Service = {
			build?: { dockerfile: string };
			volumes: string[];
			networks: { inside: { ipv4_address: string } };
			environment?: Record<string, string>;
		};
		const { services } = parse(read('docker', name)) as { services: { bereik: Service; proxy: Service } }; // as the file is written
		expect(existsSync(join(packageRoot, services.bereik.build?.dockerfile ?? ''))).toBe(true);
		for (const mounted of services.proxy.volumes.filter(
			(volume) => volume.startsWith('..') && !volume.includes('certificates')
		))
			expect([mounted, existsSync(join(deploy, 'docker', mounted.split(':')[0] ?? ''))]).toEqual([mounted, true]);
		expect(services.bereik.environment?.['BEREIK_TRUSTED_PROXIES']).toBe(services.proxy.networks.inside.ipv4_address);
	}
);

test('the unit starts what is there', () => {
	const [, command = ''] = /^ExecStart=(.+)$/m.exec(read('systemd/bereik.service')) ?? [];
	const [node = '', entry = ''] = command.replaceAll('/opt/bereik', packageRoot).split(' ');
	expect(existsSync(entry)).toBe(true);
	expect(dirname(node)).toBe(join(packageRoot, 'node_modules/.bin'));
});
