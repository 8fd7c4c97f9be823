import { Agent, request } from 'node:http';
import { cloudEvent } from './contact-events.ts';
import type { HostileRequest } from './hostile-requests.ts';

/** What came of an attack. */
export type AttackReport = Readonly<{
	sent: number;
	/** Answers by status. */
	statuses: ReadonlyMap<number, number>;
	/** Answers that are neither a refusal nor say of every event that it was rejected and why. */
	wrong: readonly string[];
	/** Requests that were not answered in time, or whose connection broke. */
	unanswered: readonly string[];
	/** Sound events that were sent in between: position by id as acknowledged. */
	controls: ReadonlyMap<string, number>;
	/** Sound events that were not taken. */
	controlsLost: readonly string[];
}>;

/** How an attack goes about it. */
export type AttackOptions = Readonly<{ together?: number; controlEvery?: number; withinMs?: number }>;

type Answer = Readonly<{ status: number; contentType: string; text: string }>;
type Target = Readonly<{ url: string; nextKey: () => string; agent: Agent; withinMs: number }>;

/** A server that no longer answers is given up after so many requests. */
const patience = 20;

/** Whoever is told to slow down asks again after so long, ms. */
const slowDownMs = 100;

/**
 * Sends requests, some at a time, and a sound event among every so many, and holds each answer against what is promised.
 * @param keys taken in turns: one alone is not let in often enough; what is refused for that is sent again
 */
export async function attack(
	url: string,
	keys: string | readonly string[],
	requests: Iterable<HostileRequest>,
	{ together = 16, controlEvery = 50, withinMs = 20_000 }: AttackOptions = {}
): Promise<AttackReport> {
	const all = typeof keys === 'string' ? [keys] : keys;
	let turn = 0;
	const nextKey = (): string => all[turn++ % all.length] ?? '';
	const target = { url, nextKey, withinMs, agent: new Agent({ keepAlive: true, maxSockets: together }) };
	const statuses = new Map<number, number>();
	const wrong: string[] = [];
	const unanswered: string[] = [];
	const controls = new Map<string, number>();
	const controlsLost: string[] = [];
	let sent = 0;
	const source = requests[Symbol.iterator]();
	const one = async (): Promise<void> => {
		for (let next = source.next(); next.done !== true; next = source.next()) {
			if (unanswered.length >= patience) return;
			const no = ++sent;
			const what = (): string => describeRequest(no, next.value); // it is not done
			const answer = await post(target, next.value);
			if (typeof answer === 'string') unanswered.push(`${what()}: ${answer}`);
			else {
				statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
				const problem = problemOf(answer);
				if (problem !== null) wrong.push(`${what()}: ${problem}`);
			}
			if (no % controlEvery === 0) await control(target, `control-${no}`, controls, controlsLost);
		}
	};
	await Promise.all(Array.from({ length: together }, one));
	target.agent.destroy();
	return { sent, statuses, wrong, unanswered, controls, controlsLost };
}

/** A sound event, every second time in a batch with one that is not: it has to be taken all the same. */
async function control(target: Target, id: string, controls: Map<string, number>, lost: string[]): Promise<void> {
	const events = controls.size % 2 === 0 ? [cloudEvent(id)] : [{ id }, cloudEvent(id), null];
	const body = Buffer.from(JSON.stringify(events));
	const answer = await post(target, { headers: { 'content-type': 'application/cloudevents-batch+json' }, body });
	const answers =
		typeof answer !== 'string' && (answer.status === 200 || answer.status === 207)
			? (JSON.parse(answer.text) as { id: string; seq: number; status: string }[]) // as the API answers
			: [];
	const stored = answers.find((one) => one.id === id && one.status === 'stored');
	if (stored === undefined) lost.push(`${id}: ${JSON.stringify(answer)}`);
	else controls.set(id, stored.seq);
}

/** What is wrong with the answer to a request that holds nothing sound; null when nothing is. */
function problemOf({ status, contentType, text }: Answer): string | null {
	const said = `${status} ${text.slice(0, 200)}`;
	if (status !== 207 && (status < 400 || status > 499)) return said;
	if (!contentType.startsWith('application/json')) return status === 207 ? said : null;
	const body: unknown = JSON.parse(text);
	if (!Array.isArray(body)) return status === 207 ? said : null;
	const isEachRefused = body.every((entry: { seq?: unknown; status?: unknown; reason?: unknown }) => {
		return entry.seq === null && entry.status === 'rejected' && typeof entry.reason === 'string' && entry.reason !== '';
	});
	return isEachRefused && body.length > 0 ? null : said;
}

/** @returns the answer, or why there is none */
async function post(target: Target, sent: Omit<HostileRequest, 'name'>): Promise<Answer | string> {
	const until = performance.now() + target.withinMs;
	for (;;) {
		const answer = await postOnce(target, sent);
		if (typeof answer === 'string' || answer.status !== 429 || performance.now() > until) return answer;
		await new Promise((resolve) => setTimeout(resolve, slowDownMs));
	}
}

function postOnce(target: Target, { headers, body }: Omit<HostileRequest, 'name'>): Promise<Answer | string> {
	return new Promise((resolve) => {
		const sending = request(`${target.url}/api/events`, {
			method: 'POST',
			agent: target.agent,
			headers: { authorization: `Bearer ${target.nextKey()}`, ...headers, ...lengthOf(headers, body) }
		});
		const timer = setTimeout(() => {
			resolve(`no answer in ${target.withinMs} ms`);
			sending.destroy();
		}, target.withinMs);
		const done = (answer: Answer | string): void => {
			clearTimeout(timer);
			resolve(answer);
		};
		sending.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (more: string) => (text += more));
			response.on('error', (error) => done(error.message));
			response.on('end', () =>
				done({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text })
			);
		});
		sending.on('error', (error) => done(error.message));
		sending.end(body);
	});
}

function lengthOf(headers: HostileRequest['headers'], body: Buffer): Record<string, string> {
	return 'transfer-encoding' in headers ? {} : { 'content-length': String(body.length) };
}

function describeRequest(no: number, { name, headers, body }: HostileRequest): string {
	const text = body.toString('latin1', 0, 300);
	return `request ${no} (${name}), ${JSON.stringify(headers).slice(0, 300)}, ${body.length} bytes: ${JSON.stringify(text)}`;
}
