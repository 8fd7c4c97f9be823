import pino from 'pino';
import { StandardError } from './standard-error.ts';

/** The process's log: structured lines on standard error, so that standard output stays for answers. */
export type Logger = pino.Logger;

/** Where lines go. */
export type LogDestination = Readonly<{ write(line: string): void }>;

/** Names of fields that hold what opens something; none is to be logged, and one that is shows no value. */
const secretNames = ['key', 'secret', 'token', 'password', 'authorization', 'cookie', 'text'];

/**
 * @param level the least important level that is written; `silent` for none
 * @param destination in place of standard error
 */
export function createLogger(
	level = process.env['LOG_LEVEL'] ?? 'warn',
	destination: LogDestination = new StandardError()
): Logger {
	const redact = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
	return pino({ level, redact }, { write: (line) => destination.write(inPlainText(line)) });
}

/**
 * A line in which nothing is left that a terminal obeys or that turns text around. JSON escapes what is below U+0020 itself; the
 * others can only stand inside its strings, where they may be escaped, too.
 */
function inPlainText(line: string): string {
	return line.replaceAll(/[\u007F-\u009F\u2028\u2029\p{Cf}]/gu, (sign) =>
		[...Array(sign.length).keys()].map((at) => escaped(sign.charCodeAt(at))).join('')
	);
}

function escaped(unit: number): string {
	return `\\u${unit.toString(16).padStart(4, '0')}`;
}
