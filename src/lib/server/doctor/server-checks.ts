import { isLoopbackAddress } from '../access/loopback.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { openFilesOf } from './local-checks.ts';
import type { ServerFacts } from './server-facts.ts';

const slowLoopMs = 100;
const stuckLoopMs = 1000;
const clockToleratedMs = 2000;
/** A stream is a descriptor; the process may have 12,000 of them. */
const wantedOpenFiles = 16_384;

/** What a running server tells of itself, judged. */
export function lookAtServer(facts: ServerFacts): readonly Finding[] {
	return [
		health(facts),
		loop(facts),
		clock(facts),
		address(facts),
		proxies(facts),
		files(facts),
		backup(facts),
		displays(facts),
		sources(facts),
		restored(facts)
	];
}

function health({ health: { status, reason, warning }, build, uptimeMs }: ServerFacts): Finding {
	const words = `${status}, build ${build}, up ${Math.floor(uptimeMs / 60_000)} min`;
	if (status === 'failing')
		return fail(
			'health',
			`${words}: ${reason ?? 'no reason given'}`,
			'what it says is what keeps figures or events back'
		);
	if (warning !== undefined)
		return warn('health', `${words}: ${warning}`, 'the server does its work; what it says wants looking at');
	return status === 'starting'
		? warn('health', words, 'it is reading the log: look again in a minute')
		: ok('health', words);
}

function loop({ loopDelayMs, rssBytes }: ServerFacts): Finding {
	const words = `p99 ${loopDelayMs.toFixed(0)} ms, ${Math.round(rssBytes / 1e6)} MB of memory`;
	const todo = 'the machine is too busy: see what else runs on it, and how many screens there are';
	if (loopDelayMs > stuckLoopMs) return fail('event loop', words, todo);
	return loopDelayMs > slowLoopMs ? warn('event loop', words, todo) : ok('event loop', words);
}

function clock({ clockSetMs, uptimeMs }: ServerFacts): Finding {
	// A clock that is corrected bit by bit runs up to half a thousandth faster or slower.
	const tolerated = clockToleratedMs + uptimeMs / 2000;
	const words = `${Math.round(Math.abs(clockSetMs))} ms from what passed since the start`;
	return Math.abs(clockSetMs) > tolerated
		? warn('clock', words, 'the clock was set while the server ran: see that time synchronisation runs (timedatectl)')
		: ok('clock', words);
}

function address({ origin, host, url, tls }: ServerFacts): Finding {
	const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(host);
	if (origin === null && !isLocal && tls === null)
		return warn(
			'address',
			`listens on ${host} without encryption, and ORIGIN is not set`,
			'put a proxy with TLS in front, or start with --tls-cert and --tls-key; set ORIGIN to what people type'
		);
	if (origin?.startsWith('http:') === true && !/\/\/(?:localhost|127\.)/.test(origin))
		return warn('address', `ORIGIN is ${origin}: passwords and cookies go unencrypted`, 'use https');
	return ok('address', origin ?? url);
}

/** From elsewhere anybody may write such a header: that is told, and is no reason to change anything. */
function proxies({ unnamedProxies }: ServerFacts): Finding {
	const told = unnamedProxies.map(({ address: from, requests }) => `${from} (${requests} requests)`).join(', ');
	if (told === '') return ok('proxy', 'none hands requests on unnamed');
	const near = unnamedProxies.filter(({ isNear }) => isNear).map((one) => one.address);
	if (near.length === 0) return ok('proxy', `from elsewhere, and not believed: ${told}`);
	const words = near.some(isLoopbackAddress) ? ['loopback', ...near.filter((one) => !isLoopbackAddress(one))] : near;
	return warn(
		'proxy',
		`hands requests on, and what it says of who asks is not believed: ${told}`,
		`if that is a proxy of yours, add it: BEREIK_TRUSTED_PROXIES=${words.join(',')}`
	);
}

function files({ pid }: ServerFacts): Finding {
	const found = openFilesOf(pid);
	if (found === null) return ok('open files', 'not told by this system');
	const words = `${found.open} of ${found.limit}`;
	if (found.open > found.limit * 0.9)
		return fail('open files', words, 'raise LimitNOFILE (systemd) or ulimits (Docker) and start again');
	return found.limit < wantedOpenFiles
		? warn('open files', words, `raise the limit to ${wantedOpenFiles} or more: every screen takes one`)
		: ok('open files', words);
}

function backup({ backup: { lastError, isOverdue, nextAt, isByDatabase } }: ServerFacts): Finding {
	if (isByDatabase === true)
		return ok('nightly backup', 'left to Postgres: docs/operations.md says what has to be kept');
	if (lastError !== null)
		return fail(
			'nightly backup',
			`the last one failed: ${lastError}`,
			'put right what it says; it is tried again each hour'
		);
	if (isOverdue) return fail('nightly backup', 'none for 26 hours', 'look into the log of the server');
	return nextAt === null
		? warn(
				'nightly backup',
				'none is made by itself',
				'set BEREIK_BACKUP_AT, or have something else call bereik backup'
			)
		: ok('nightly backup', `next ${new Date(nextAt).toISOString()}`);
}

function displays({ displays: { paired, dark } }: ServerFacts): Finding {
	return dark.length === 0
		? ok('displays', `${paired} paired, none dark`)
		: warn(
				'displays',
				`dark: ${dark.join(', ')}`,
				'see whether the screen has power and network; /displays says since when'
			);
}

function sources({ silentSources }: ServerFacts): Finding {
	return silentSources.length === 0
		? ok('sources', 'none silent')
		: warn(
				'sources',
				`silent: ${silentSources.join(', ')}`,
				'see whether the system still sends; its tiles say so too'
			);
}

function restored({ heldBack }: ServerFacts): Finding {
	return heldBack === 0
		? ok('restore', 'nothing waits to be confirmed')
		: warn(
				'restore',
				`${heldBack} displays, keys, secrets or people are shut since a restore`,
				'bereik access list, then bereik access confirm'
			);
}
