import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfiguration } from '#lib/server/configuration.ts';
import { endOfTurn, FollowLoop } from '#lib/server/follow/follow-loop.ts';
import { removeFollowRecord } from '#lib/server/follow/follow-record.ts';
import type { FollowSink } from '#lib/server/follow/follow-sink.ts';
import { followConnectors, followRecordFile } from '#lib/server/follow/followed-format.ts';
import { Follower } from '#lib/server/follow/follower.ts';
import { CommandError } from './command-error.ts';
import { sinkOfServer, sinkOverHttp } from './follow-sinks.ts';
import { plainText } from './plain-text.ts';
import { untilStopped } from './serve.ts';

/** What `bereik follow` was asked to do. */
export type FollowOptions = Readonly<{
	source: string;
	/** The address of a server elsewhere; left out, the one of this machine. */
	to?: string;
	keyFile?: string;
	/** Where the place in the file is kept; left out, beside the event log. */
	place?: string;
	fromStart?: boolean;
}>;

/** `bereik follow FORMAT FILE`: hands over what a file gains, until it is told to stop. */
export async function follow(format: string, file: string, options: FollowOptions): Promise<void> {
	const connector = followConnectors.find(({ name }) => name === format);
	if (connector === undefined)
		throw new CommandError(
			`there is no format ${format}; there is ${followConnectors.map(({ name }) => name).join(', ')}`,
			2
		);
	const path = resolve(file);
	const { source } = options;
	const { databaseFile } = readConfiguration(process.env);
	const sink = sinkFor(options, databaseFile, path);
	const recordFile = resolve(options.place ?? followRecordFile(databaseFile, source, path));
	if (options.fromStart === true) removeFollowRecord(recordFile);
	const stopped = untilStopped();
	let told: string | null | undefined;
	const loop = new FollowLoop(
		new Follower({ file: path, connector, source, sink, recordFile, now: () => Date.now(), pause: endOfTurn }),
		({ problem }) => {
			if (problem === told) return;
			told = problem;
			if (problem === null) console.log(`Following ${path}.`);
			else console.error(`waiting: ${plainText(problem)}`);
		}
	);
	await stopped;
	await loop.close();
	const { lines, rejected } = loop.standing;
	console.log(`${lines} lines read, ${rejected} set aside.`);
}

function sinkFor({ to, keyFile, source }: FollowOptions, databaseFile: string, path: string): FollowSink {
	if (to === undefined) {
		if (keyFile !== undefined) throw new CommandError('--key-file: goes with --to', 2);
		return sinkOfServer(databaseFile, path, source);
	}
	if (keyFile === undefined) throw new CommandError('--to: needs --key-file, a file with a key of this source', 2);
	return sinkOverHttp(originOf(to), keyIn(keyFile), path);
}

function originOf(to: string): string {
	const url = URL.canParse(to) ? new URL(to) : null;
	if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
		throw new CommandError(
			`--to: must be an address like https://wall.example.org, not ${to.replace(/:\/\/.*@/, '://…@')}`,
			2
		);
	return url.origin;
}

function keyIn(file: string): string {
	let text: string;
	try {
		text = readFileSync(file, 'utf8').trim();
	} catch (error) {
		throw new CommandError(`--key-file: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (!/^brk_\S+$/.test(text)) throw new CommandError(`--key-file: ${file} holds no key (brk_…)`);
	return text;
}
