import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { StandardError } from './standard-error.ts';

/** A place that takes some bytes at a time, or fails. */
function place() {
	const state: { text: string; room: number; fails: string | null; tries: number } = {
		text: '',
		room: Infinity,
		fails: null,
		tries: 0
	};
	const lines = new StandardError((bytes) => {
		state.tries++;
		if (state.fails !== null || state.room === 0)
			throw Object.assign(new Error('no'), { code: state.fails ?? 'ENOSPC' });
		const taken = Math.min(bytes.length, state.room, 7);
		state.room -= taken;
		state.text += Buffer.from(bytes.subarray(0, taken)).toString();
		return taken;
	});
	return { state, lines };
}

test('writes lines whole, however few bytes are taken at a time', () => {
	const { state, lines } = place();
	lines.write('{"msg":"one two three"}\n');
	expect([state.text, lines.lost]).toEqual(['{"msg":"one two three"}\n', 0]);
});

test('leaves out what cannot be written, ends a broken line, and says how many were lost once it can', () => {
	const { state, lines } = place();
	state.room = 5;
	for (const line of ['{"a":1}\n', '{"b":2}\n', '{"c":3}\n']) lines.write(line);
	expect([state.text, lines.lost]).toEqual(['{"a":', 3]);
	state.room = Infinity;
	lines.write('{"d":4}\n');
	const [broken, whole, told] = state.text.split('\n');
	expect([broken, whole, lines.lost]).toEqual(['{"a":', '{"d":4}', 0]);
	expect(JSON.parse(told ?? '')).toMatchObject({ level: 40, lost: 3 });
});

test('waits a moment for a reader that is busy, and not with each line for one that stands still', () => {
	const { state, lines } = place();
	state.fails = 'EAGAIN';
	lines.write('a\n');
	expect(state.tries).toBeGreaterThan(5);
	state.tries = 0;
	for (let at = 0; at < 100; at++) lines.write('b\n');
	expect([state.tries, lines.lost]).toEqual([100, 101]);
});

/** Ends with what a process said that logs where there is no room, in some way. */
async function logsWhereThereIsNoRoom(create: string): Promise<string> {
	const program = `
		import { pino } from 'pino';
		import { createLogger } from ${JSON.stringify(`${import.meta.dirname}/logger.ts`)};
		const logger = ${create};
		for (let at = 0; at < 3; at++) logger.warn('something');
		setTimeout(() => console.log('goes on'), 50);
	`;
	const run = promisify(execFile);
	const command = 'exec "$0" --input-type=module -e "$1" 2>/dev/full';
	const ended = run('sh', ['-c', command, process.execPath, program], { timeout: 4_000, killSignal: 'SIGKILL' });
	return (await ended.catch(() => ({ stdout: 'ended, or stood still' }))).stdout;
}

test.skipIf(!existsSync('/dev/full'))('a process whose log has no room goes on', { timeout: 20_000 }, async () => {
	expect(await logsWhereThereIsNoRoom(`createLogger('warn')`)).toBe('goes on\n');
	// What writes it otherwise: the first line that finds no room ends the process, or has it wait for ever.
	expect(await logsWhereThereIsNoRoom('pino(pino.destination(2))')).not.toBe('goes on\n');
});
