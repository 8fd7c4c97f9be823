import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Where a certificate and its key are, in PEM. */
export type TlsFiles = Readonly<{
	/** The server's own certificate first, then those that lead to the one browsers know. */
	certFile: string;
	keyFile: string;
}>;

/** A certificate and the key that belongs to it. */
export type TlsPair = Readonly<{
	cert: Buffer;
	key: Buffer;
	/** When the certificate ends, UTC epoch ms. */
	validTo: number;
}>;

/** A certificate or its key cannot be used; the message names the file and why. */
export class UnfitTls extends Error {
	override readonly name = 'UnfitTls';
}

/**
 * Reads a certificate and its key, and sees whether they belong together.
 * @throws UnfitTls
 */
export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
	const cert = readOrSay('--tls-cert', certFile);
	const key = readOrSay('--tls-key', keyFile);
	const certificate = parsed('--tls-cert', certFile, 'is no certificate in PEM', () => new X509Certificate(cert));
	const privateKey = parsed('--tls-key', keyFile, 'is no key in PEM without a passphrase', () => createPrivateKey(key));
	if (!belongTogether(certificate, privateKey))
		throw new UnfitTls(`--tls-key ${keyFile}: is not the key of the certificate in ${certFile}`);
	parsed('--tls-cert', certFile, 'cannot be used', () => createSecureContext({ cert, key }));
	return { cert, key, validTo: Date.parse(certificate.validTo) };
}

function belongTogether(certificate: X509Certificate, key: KeyObject): boolean {
	return certificate.checkPrivateKey(key);
}

function readOrSay(flag: string, file: string): Buffer {
	try {
		return readFileSync(file);
	} catch (error) {
		throw new UnfitTls(`${flag} ${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`, {
			cause: error
		});
	}
}

function parsed<Value>(flag: string, file: string, reason: string, parse: () => Value): Value {
	try {
		return parse();
	} catch (error) {
		throw new UnfitTls(`${flag} ${file}: ${reason}`, { cause: error });
	}
}
