import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function open() {
	const lines: string[] = [];
	return { lines, logger: createLogger('trace', { write: (line) => void lines.push(line) }) };
}

test('writes one line for each message, whatever signs it holds, and loses none of them', () => {
	const { lines, logger } = open();
	const hostile =
		'a\r\n{"level":60,"msg":"forged"}\u001B[31m\u009B2J\u0085\u2028\u2029\u202Eb\u200F\u{E0041}\u0000\u007F';
	logger.warn({ source: hostile, [hostile]: 1, err: new Error(hostile) }, hostile);
	const [line = ''] = lines;
	expect(lines).toHaveLength(1);
	expect(line.endsWith('\n')).toBe(true);
	expect(line.slice(0, -1)).not.toMatch(/[\p{C}\u2028\u2029]/u);
	const read = JSON.parse(line) as Record<string, unknown>;
	expect([read['msg'], read['source'], read[hostile]]).toEqual([hostile, hostile, 1]);
});

test('shows no value of a field that holds what opens something', () => {
	const { lines, logger } = open();
	const secret = 'brk_canary';
	logger.error({ key: secret, password: secret, request: { authorization: secret, deeper: { cookie: secret } } }, 'x');
	logger.error({ token: secret, made: { text: secret }, webhook: { secret } }, 'x');
	expect(lines.join('')).not.toContain(secret);
});

test('writes nothing below its level', () => {
	const lines: string[] = [];
	createLogger('error', { write: (line) => void lines.push(line) }).warn('x');
	expect(lines).toEqual([]);
});
