import { expect, test } from 'vitest';
import { Attempts } from './attempts.ts';

function attemptsWithLog() {
	const said: unknown[] = [];
	const time = { now: 0 };
	const logger = { error: (_: unknown, text: string) => said.push(text) };
	return { said, time, attempts: new Attempts(logger as never, () => time.now) }; // the one method that is called
}

function failWith(code: string): () => never {
	return () => {
		throw Object.assign(new Error('no'), { code });
	};
}

test('work that fails each second is logged once for each kind, and again after an hour', () => {
	const { said, time, attempts } = attemptsWithLog();
	for (; time.now < 3_600_000; time.now += 1_000) attempts.run('samples', failWith('SQLITE_FULL'));
	expect(said).toEqual(['samples: failed']);
	attempts.run('samples', failWith('SQLITE_BUSY'));
	attempts.run('checkpoint', failWith('SQLITE_FULL'));
	expect(said).toEqual(['samples: failed', 'samples: failed', 'checkpoint: failed']);
	attempts.run('samples', failWith('SQLITE_FULL'));
	expect(said).toHaveLength(4);
});

test('work that takes a while and fails is over all the same', async () => {
	const { said, attempts } = attemptsWithLog();
	await attempts.finish('records', () => Promise.reject(new Error('no')));
	await attempts.finish('records', () => Promise.resolve());
	expect(said).toEqual(['records: failed']);
});
