import { type Stats, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { readTlsPair, type TlsFiles } from './tls-files.ts';

/** Files are looked at, not waited for: a renewed certificate often comes by a link that is pointed elsewhere. */
const lookEveryMs = 10_000;
const dayMs = 86_400_000;
/** A certificate that ends sooner should have been renewed by now. */
const soonMs = 14 * dayMs;

type Log = Readonly<{
	info(details: object, message: string): void;
	warn(details: object, message: string): void;
	error(details: object, message: string): void;
}>;

/** A certificate that is renewed while the server runs. */
export type CertificateWatch = Readonly<{
	/** Takes the files up again now; what cannot be used is logged, and what held before goes on. */
	reload(): void;
	stop(): void;
}>;

/**
 * Takes a certificate and its key up again when the files change. Connections that are open stay; new ones get the new certificate.
 */
export function watchCertificate(
	server: Pick<Server, 'setSecureContext'>,
	files: TlsFiles,
	logger: Log,
	everyMs = lookEveryMs
): CertificateWatch {
	let inUse = readTlsPair(files);
	warnIfEnding(inUse.validTo);
	const reload = (): void => {
		try {
			const pair = readTlsPair(files);
			if (pair.cert.equals(inUse.cert) && pair.key.equals(inUse.key)) return;
			server.setSecureContext({ cert: pair.cert, key: pair.key });
			inUse = pair;
			logger.info({ file: files.certFile }, 'the certificate was renewed');
			warnIfEnding(pair.validTo);
		} catch (error) {
			// The two files are written one after the other: in between they do not belong together.
			logger.error({ err: error }, 'the certificate is not used; the one before goes on');
		}
	};
	const look = (now: Stats, before: Stats): void => {
		if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size) reload();
	};
	for (const file of [files.certFile, files.keyFile]) watchFile(file, { interval: everyMs, persistent: false }, look);
	return {
		reload,
		stop() {
			for (const file of [files.certFile, files.keyFile]) unwatchFile(file, look);
		}
	};

	function warnIfEnding(validTo: number): void {
		const leftMs = validTo - Date.now();
		if (leftMs < soonMs)
			logger.warn(
				{ file: files.certFile, days: Math.floor(leftMs / dayMs) },
				'the certificate ends soon, or has ended'
			);
	}
}
