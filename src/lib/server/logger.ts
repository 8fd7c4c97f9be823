import pino from 'pino';

/** The process's log: structured lines on standard error, so that standard output stays for answers. */
export type Logger = pino.Logger;

/** @param level the least important level that is written; `silent` for none */
export function createLogger(level = process.env['LOG_LEVEL'] ?? 'warn'): Logger {
	return pino({ level, redact: ['key', 'authorization', '*.authorization'] }, pino.destination(2));
}
