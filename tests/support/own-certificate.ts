import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether this machine can make a certificate. */
export function canMakeCertificates(): boolean {
	try {
		execFileSync('openssl', ['version'], { stdio: 'ignore' });
		return true;
	} catch {
		console.error('SKIPPED what needs a certificate: there is no openssl here');
		return false;
	}
}

/** Makes a certificate for this machine that it signed itself, in a folder. @param name of the two files, and in the certificate */
export function makeCertificate(folder: string, name: string): Readonly<{ certFile: string; keyFile: string }> {
	const certFile = join(folder, `${name}.crt`);
	const keyFile = join(folder, `${name}.key`);
	const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
	const out = ['-days', '30', '-keyout', keyFile, '-out', certFile];
	execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...out], { stdio: 'ignore' });
	return { certFile, keyFile };
}
