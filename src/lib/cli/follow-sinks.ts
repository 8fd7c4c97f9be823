import { setTimeout as wait } from 'node:timers/promises';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer } from '#lib/server/control/control-socket.ts';
import type { FollowSink } from '#lib/server/follow/follow-sink.ts';
import { plainText } from './plain-text.ts';

/** What a key without the scope `bulk` may send at once. */
const mostEvents = 500;
const mostBytes = 900_000;
const answerMs = 30_000;

/** The way into the log of the server that runs on this machine for this user. */
export function sinkOfServer(databaseFile: string, file: string, source: string): FollowSink {
	const ask = async (command: string, input: unknown): Promise<unknown> => {
		try {
			return await askServer(controlSocketPath(databaseFile), command, input);
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? error.code : null;
			if (code === 'ENOENT' || code === 'ECONNREFUSED')
				throw new Error(`no server runs on ${databaseFile}`, { cause: error });
			throw error;
		}
	};
	return {
		log: async () => (await ask('logHead', {})) as { epoch: string; seq: number }, // as the server answers
		async take(events, rejected) {
			await ask('follow', { file, source, events, rejected });
			return null;
		}
	};
}

/** What became of one event, as `POST /api/events` tells it. */
type Answer = Readonly<{ id: string | null; seq: number | null; status: string; reason?: string }>;

/**
 * The way to a server anywhere, with a key that may send events. What cannot be read is told on standard error: nobody but the
 * file's own machine has it.
 * @param origin like https://wall.example.org
 */
export function sinkOverHttp(origin: string, key: string, file: string): FollowSink {
	let last: number | null = null;
	const send = async (events: readonly string[]): Promise<readonly Answer[]> => {
		const response = await post(`${origin}/api/events`, key, events);
		const answers = await readAnswers(response);
		const ahead = answers.find(({ status, reason = '' }) => status === 'rejected' && reason.startsWith('time: '));
		// They are taken in once that moment has come.
		if (ahead !== undefined) throw new Error(`the clock of this machine is ahead of the server's (${ahead.reason})`);
		return answers;
	};
	return {
		log: () => Promise.resolve({ epoch: origin, seq: last }),
		async take(events, rejected) {
			for (const { line, reason, raw } of rejected)
				console.error(`set aside: ${plainText(`${file}, line ${line}: ${reason}: ${raw}`)}`);
			let first: number | null = null;
			for (const some of portions(events.map((event) => JSON.stringify(wireForm(event))))) {
				for (const { id, seq, status, reason } of await send(some)) {
					if (status === 'rejected') console.error(`not taken in: ${plainText(`${id ?? '?'}: ${reason ?? ''}`)}`);
					if (seq === null) continue;
					if (status === 'stored') first ??= seq;
					last = Math.max(last ?? 0, seq);
				}
			}
			return first;
		}
	};
}

/** An event as it goes over the wire. */
function wireForm({ type, source, id, time, data, supersedes }: SourceEvent): Record<string, unknown> {
	const correction = supersedes === undefined ? {} : { supersedes };
	return { specversion: '1.0', id, source, type, time: new Date(time).toISOString(), ...correction, data };
}

function* portions(events: readonly string[]): Generator<readonly string[]> {
	let portion: string[] = [];
	let bytes = 0;
	for (const event of events) {
		const more = Buffer.byteLength(event) + 1;
		if (portion.length === mostEvents || (portion.length > 0 && bytes + more > mostBytes)) {
			yield portion;
			portion = [];
			bytes = 0;
		}
		portion.push(event);
		bytes += more;
	}
	if (portion.length > 0) yield portion;
}

async function post(url: string, key: string, events: readonly string[]): Promise<Response> {
	for (;;) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' },
			body: `[${events.join(',')}]`,
			redirect: 'error',
			signal: AbortSignal.timeout(answerMs)
		}).catch((error: unknown) => {
			throw new Error(`${url} does not answer (${reasonOf(error)})`, { cause: error });
		});
		if (response.status !== 429) return response;
		await response.body?.cancel();
		const seconds = Number(response.headers.get('retry-after') ?? 1);
		// Short enough for whoever wants it to end.
		await wait(Math.min(5, Math.max(1, seconds)) * 1_000);
	}
}

async function readAnswers(response: Response): Promise<readonly Answer[]> {
	const text = await response.text();
	if ([200, 207, 422].includes(response.status)) {
		const answers: unknown = JSON.parse(text);
		if (Array.isArray(answers)) return answers as Answer[]; // as the intake answers
	}
	throw new Error(`the server answered ${response.status}: ${plainText(text.slice(0, 200))}`);
}

function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	return cause instanceof Error ? cause.message : error.message;
}
