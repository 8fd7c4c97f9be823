import { copyFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { createLogger } from '#lib/server/logger.ts';
import { readTlsPair } from '#lib/server/http/tls-files.ts';
import { placeForLog, runBereik, startBereik } from '../support/bereik-process.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { canMakeCertificates, makeCertificate } from '../support/own-certificate.ts';
import { StreamReader } from '../support/stream-events.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const can = canMakeCertificates();

describe.skipIf(!can)('a server with a certificate', () => {
	async function serveEncrypted(access = testConfiguration().access) {
		const folder = temporaryFolder();
		const tls = makeCertificate(folder, 'first');
		const logged: string[] = [];
		const logger = createLogger('info', { write: (line) => void logged.push(line) });
		const configuration = { ...testConfiguration(folder), tls, ...(access === undefined ? {} : { access }) };
		const server = await startServer(configuration, { logger, web: { certificateEveryMs: 50 } });
		onTestFinished(() => server.stop());
		return { ...server, folder, tls, logged };
	}

	test('answers by https alone, says so in its address, and that browsers keep to it', async () => {
		const { web } = await serveEncrypted();
		expect(web.url).toBe(`https://localhost:${web.port}`);
		const { status, headers } = await ask(web.port, '/api/health/live');
		expect([status, headers['strict-transport-security']]).toEqual([200, 'max-age=31536000; includeSubDomains']);
		await expect(fetch(`http://localhost:${web.port}/api/health/live`)).rejects.toThrow();
	});

	test('names its cookies so that no other server can set them', async () => {
		const { app, web } = await serveEncrypted(closedAccess);
		const { headers } = await ask(web.port, '/api/pairing', { method: 'POST', body: '{}', type: 'application/json' });
		expect(String(headers['set-cookie'])).toMatch(/__Host-[^=]+=[^;]+;.*Secure/);
		expect(app.configuration.tls).toBeDefined();
	});

	test('takes events with a key', async () => {
		const { app, web } = await serveEncrypted();
		const { text } = await app.access.keys.create('pbx', ['intake']);
		const sent = {
			method: 'POST',
			body: JSON.stringify(cloudEvent('a')),
			type: 'application/cloudevents+json',
			key: text
		};
		const answer = await ask(web.port, '/api/events', sent);
		expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, [{ id: 'a', status: 'stored' }]]);
		expect(answer.headers['strict-transport-security']).toBeDefined();
	});

	test('takes a renewed certificate up when its files change or when it is told, and keeps its streams', async () => {
		const { web, folder, tls, logged } = await serveEncrypted();
		const stream = await follow(web.port);
		await expect.poll(() => stream.reader.of('snapshot').length).toBe(1);
		expect(await nameOfCertificate(web.port)).toBe('first');
		const second = makeCertificate(folder, 'second');
		copyFileSync(second.certFile, tls.certFile);
		await expect.poll(() => logged.some((line) => line.includes('the one before goes on'))).toBe(true);
		expect(await nameOfCertificate(web.port)).toBe('first');
		copyFileSync(second.keyFile, tls.keyFile);
		await expect.poll(() => nameOfCertificate(web.port)).toBe('second');
		const third = makeCertificate(folder, 'third');
		copyFileSync(third.keyFile, tls.keyFile);
		copyFileSync(third.certFile, tls.certFile);
		web.renewCertificate();
		expect(await nameOfCertificate(web.port)).toBe('third');
		expect(stream.isOpen()).toBe(true);
		stream.answer.destroy();
	});

	test('keeps neither a connection that never gets encrypted nor one that says nothing', async () => {
		const folder = temporaryFolder();
		const tls = makeCertificate(folder, 'short');
		const limits = { handshakeMs: 300, headersMs: 300, requestMs: 400, checkMs: 100 };
		const server = await startServer(
			{ ...testConfiguration(folder), tls },
			{ logger: createLogger('silent'), web: { limits } }
		);
		onTestFinished(() => server.stop());
		const plain = (await import('node:net')).connect(server.web.port, '127.0.0.1');
		const mute = connect({ port: server.web.port, host: '127.0.0.1', rejectUnauthorized: false });
		mute.on('secureConnect', () => mute.write('GET / HTTP/1.1\r\n'));
		for (const socket of [plain, mute]) {
			socket.on('error', () => {}).resume();
			await expect.poll(() => socket.closed, { timeout: 3_000 }).toBe(true);
		}
	});
});

describe.skipIf(!can)('a certificate that cannot be used', () => {
	test('is refused with its file and the reason', () => {
		const folder = temporaryFolder();
		const one = makeCertificate(folder, 'one');
		const other = makeCertificate(folder, 'other');
		const rubbish = join(folder, 'rubbish.pem');
		writeFileSync(rubbish, 'rubbish');
		const missing = join(folder, 'missing.pem');
		expect(() => readTlsPair({ ...one, certFile: missing })).toThrow(`--tls-cert ${missing}: cannot be read (ENOENT`);
		expect(() => readTlsPair({ ...one, keyFile: missing })).toThrow(`--tls-key ${missing}: cannot be read (ENOENT`);
		expect(() => readTlsPair({ ...one, certFile: rubbish })).toThrow(`--tls-cert ${rubbish}: is no certificate in PEM`);
		expect(() => readTlsPair({ ...one, keyFile: rubbish })).toThrow(`--tls-key ${rubbish}: is no key in PEM`);
		expect(() => readTlsPair({ ...one, keyFile: other.keyFile })).toThrow(
			`--tls-key ${other.keyFile}: is not the key of the certificate in ${one.certFile}`
		);
	});

	test('stops the command before it listens, and one without the other is not understood', async () => {
		const log = placeForLog();
		onTestFinished(() => log.remove());
		const { certFile, keyFile } = makeCertificate(temporaryFolder(), 'lonely');
		const environment = { BEREIK_OPEN: '1', ...log.environment };
		const alone = await runBereik(['serve', '--tls-cert', certFile], environment);
		expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--tls-cert: needs --tls-key')]);
		const wrong = await runBereik(['serve', '--tls-cert', keyFile, '--tls-key', keyFile], environment);
		expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining(`${keyFile}: is no certificate in PEM`)]);
	});

	test('is no matter to a server that goes on when it is told to take it up again', async () => {
		const log = placeForLog();
		onTestFinished(() => log.remove());
		const { certFile, keyFile } = makeCertificate(temporaryFolder(), 'served');
		const args = ['serve', '--tls-cert', certFile, '--tls-key', keyFile];
		const child = startBereik(args, { BEREIK_OPEN: '1', ...log.environment });
		const [, port = ''] = await child.heard(/^Bereik is at https:\/\/localhost:(\d+)$/m);
		writeFileSync(certFile, 'half of a certificate');
		child.kill('SIGHUP');
		await expect.poll(() => child.stdout() + child.stderr()).toContain('the one before goes on');
		expect((await ask(Number(port), '/api/health/live')).status).toBe(200);
		child.kill('SIGTERM');
		expect((await child.ended).code).toBe(0);
	});
});

type Asked = Readonly<{ method?: string; body?: string; type?: string; key?: string }>;

function ask(port: number, path: string, { method = 'GET', body, type, key }: Asked = {}) {
	const headers = {
		...(type === undefined ? {} : { 'content-type': type }),
		...(key === undefined ? {} : { authorization: `Bearer ${key}` })
	};
	const where = { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, agent: false };
	return new Promise<Readonly<{ status: number; headers: IncomingMessage['headers']; body: string }>>(
		(resolve, reject) =>
			request(where, (answer) => {
				let text = '';
				answer.setEncoding('utf8').on('data', (more: string) => (text += more));
				answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
			})
				.once('error', reject)
				.end(body)
	);
}

function follow(port: number) {
	const where = { host: '127.0.0.1', port, path: '/api/stream', rejectUnauthorized: false, agent: false };
	return new Promise<Readonly<{ answer: IncomingMessage; reader: StreamReader; isOpen(): boolean }>>(
		(resolve, reject) =>
			request(where, (answer) => {
				const reader = new StreamReader();
				answer.on('data', (bytes: Buffer) => reader.take(bytes)).on('error', () => {});
				resolve({ answer, reader, isOpen: () => !answer.closed && !answer.complete });
			})
				.once('error', reject)
				.end()
	);
}

function nameOfCertificate(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
			const { subject }: PeerCertificate = socket.getPeerCertificate();
			socket.destroy();
			resolve(String(subject.CN));
		});
		socket.once('error', reject);
	});
}
