import { X509Certificate } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canMakeCertificates, makeCertificate } from '../../../../tests/support/own-certificate.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { type DoorFacts, lookAtCertificate, lookAtDoor } from './door-checks.ts';

const dayMs = 86_400_000;
const can = canMakeCertificates();

function certificate(file: string): X509Certificate {
	return new X509Certificate(readFileSync(file));
}

describe.skipIf(!can)("a server's own certificate", () => {
	function files() {
		const own = makeCertificate(temporaryFolder(), 'own');
		return { own, presented: certificate(own.certFile), now: Date.now() };
	}

	test('is well while it holds, is told a fortnight before its end, and fails after it and before its beginning', () => {
		const { own, presented, now } = files();
		const at = (days: number) => lookAtCertificate(own, presented, now + days * dayMs);
		expect(at(1)).toMatchObject({ level: 'ok', found: expect.stringContaining('in 28 days') });
		expect(at(17)).toMatchObject({ level: 'warn', todo: expect.stringContaining('renew') });
		expect(at(31)).toMatchObject({ level: 'fail', found: expect.stringContaining('ended on') });
		expect(at(-2)).toMatchObject({ level: 'fail', found: expect.stringContaining('not good before') });
	});

	test('fails where its key belongs to another, where a file is gone or garbage, and says what goes on meanwhile', () => {
		const { own, presented, now } = files();
		const other = makeCertificate(temporaryFolder(), 'other');
		const mixed = { certFile: own.certFile, keyFile: other.keyFile };
		expect(lookAtCertificate(mixed, presented, now)).toMatchObject({
			level: 'fail',
			found: expect.stringMatching(/is not the key of the certificate.*until the next start the one before goes on/)
		});
		copyFileSync(own.keyFile, other.certFile);
		expect(lookAtCertificate({ ...own, certFile: other.certFile }, null, now)).toMatchObject({
			level: 'fail',
			found: expect.stringMatching(/is no certificate in PEM; a start with it is refused/)
		});
		rmSync(own.keyFile);
		expect(lookAtCertificate(own, presented, now)).toMatchObject({
			level: 'fail',
			found: expect.stringMatching(/--tls-key .*cannot be read/)
		});
	});

	test.skipIf(process.getuid?.() === 0)('fails where its key cannot be read by this user', () => {
		const { own, presented, now } = files();
		chmodSync(own.keyFile, 0);
		expect(lookAtCertificate(own, presented, now)).toMatchObject({ level: 'fail' });
	});

	test('is asked for at the port itself; another than that of the files is told', async () => {
		const { own } = files();
		const before = makeCertificate(temporaryFolder(), 'before');
		const server = createServer(
			{ cert: readFileSync(own.certFile), key: readFileSync(own.keyFile) },
			(_message, response) => void response.end()
		);
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		onTestFinished(() => void server.close());
		// A port that was given to it; the name that people type leads nowhere from here.
		const { port } = server.address() as AddressInfo; // it listens on a port
		const facts: DoorFacts = { host: '0.0.0.0', port, url: 'https://wall.invalid', tls: own };
		expect((await lookAtDoor(facts)).map(({ check, level }) => [check, level])).toEqual([
			['server', 'ok'],
			['certificate', 'ok']
		]);
		expect(await lookAtDoor({ ...facts, tls: before })).toMatchObject([
			{ level: 'ok' },
			{ level: 'warn', found: expect.stringContaining('presents another one') }
		]);
	});
});

test('a port at which nobody answers fails, and so does a certificate beside it that cannot be used', async () => {
	const tls = { certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' };
	const facts: DoorFacts = { host: '127.0.0.1', port: 1, url: 'http://wall.invalid', tls };
	expect(await lookAtDoor(facts)).toMatchObject([
		{ check: 'server', level: 'fail' },
		{ check: 'certificate', level: 'fail', found: expect.stringContaining('/nowhere/cert.pem') }
	]);
	expect(await lookAtDoor({ ...facts, tls: null })).toMatchObject([{ check: 'server', level: 'fail' }]);
	expect(await lookAtDoor({ ...facts, port: null })).toMatchObject([{ check: 'server', level: 'warn' }]);
});
