import { X509Certificate } from 'node:crypto';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { readTlsPair, type TlsFiles } from '../http/tls-files.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import type { ServerFacts } from './server-facts.ts';

const patienceMs = 5_000;
const dayMs = 86_400_000;
/** What is renewed by itself is renewed a month before; who renews by hand wants to know this long before. */
const soonMs = 14 * dayMs;

/** What a server answered at its own port. */
type Answer = Readonly<{ status: number; presented: X509Certificate | null }>;
/** What a look at a server's door needs of it. */
export type DoorFacts = Pick<ServerFacts, 'host' | 'port' | 'url' | 'tls'>;

/**
 * Asks the server at its own port, on the machine itself: what is in between, a proxy or a firewall, is not seen from here, and
 * the name that people type need not lead here from inside.
 */
export async function lookAtDoor(facts: DoorFacts, now = Date.now()): Promise<readonly Finding[]> {
	const { host, port, url, tls } = facts;
	if (port === null) return [warn('server', 'does not listen yet', 'it is starting: look again in a minute')];
	const place = `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
	let answer: Answer | null = null;
	let server: Finding;
	try {
		answer = await ask(facts, port);
		server =
			answer.status === 200
				? ok('server', `answers on ${place}, for ${url}`)
				: fail('server', `${place} answers ${answer.status}`, 'see its log');
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		server = fail('server', `${place} does not answer: ${reason}`, 'see its log, and what else listens there');
	}
	return tls === null ? [server] : [server, lookAtCertificate(tls, answer?.presented ?? null, now)];
}

/**
 * Judges a server's own certificate: its files as a start would read them, and what it presents at this moment.
 * @param presented null where it presented none
 * @param now UTC epoch ms
 */
export function lookAtCertificate(files: TlsFiles, presented: X509Certificate | null, now: number): Finding {
	const renew = 'renew it; the server takes up what changes in the files within 10 s';
	const inUse = presented === null ? null : ending(presented, now);
	let own: X509Certificate;
	try {
		own = new X509Certificate(readTlsPair(files).cert);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const goesOn =
			inUse === null ? 'a start with it is refused' : `until the next start the one before goes on, which ${inUse}`;
		return fail('certificate', `${reason}; ${goesOn}`, 'put a certificate and the key that belongs to it there');
	}
	const words = `${files.certFile} ${ending(own, now)}`;
	if (now >= Date.parse(own.validTo)) return fail('certificate', words, renew);
	if (now < Date.parse(own.validFrom))
		return fail(
			'certificate',
			`${files.certFile} is not good before ${day(own.validFrom)}`,
			"use one that is, or put the machine's clock right"
		);
	if (presented !== null && presented.fingerprint256 !== own.fingerprint256)
		return warn(
			'certificate',
			`${words}, and the server presents another one, which ${String(inUse)}`,
			'systemctl reload bereik, or kill -HUP, has it read again; its log says why where it does not'
		);
	return Date.parse(own.validTo) - now < soonMs ? warn('certificate', words, renew) : ok('certificate', words);
}

function ending({ validTo }: X509Certificate, now: number): string {
	const leftMs = Date.parse(validTo) - now;
	return leftMs <= 0 ? `ended on ${day(validTo)}` : `ends on ${day(validTo)}, in ${Math.floor(leftMs / dayMs)} days`;
}

function day(text: string): string {
	return new Date(text).toISOString().slice(0, 10);
}

function ask({ host, tls }: DoorFacts, port: number): Promise<Answer> {
	// What listens everywhere is asked on this machine. Its name is not judged here, and who signed it only browsers know.
	const hostname = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
	const options = { hostname, port, path: '/api/health/live', agent: false, signal: AbortSignal.timeout(patienceMs) };
	return new Promise((resolve, reject) => {
		const asked = tls === null ? requestPlain(options) : requestSecure({ ...options, rejectUnauthorized: false });
		asked.once('response', (response) => {
			const presented = tls === null ? undefined : (response.socket as TLSSocket).getPeerX509Certificate(); // asked by https
			response.resume();
			resolve({ status: response.statusCode ?? 0, presented: presented ?? null });
		});
		asked.once('error', reject);
		asked.end();
	});
}
