import { onTestFinished } from 'vitest';
import { type OwnLog, placeForLog } from './bereik-process.ts';
import { killAllChildren } from './child-processes.ts';

/** A log of its own for one test: when that is over, whoever has it open is ended, and it is removed. */
export function logOfTest(log: OwnLog = placeForLog()): OwnLog {
	onTestFinished(() => {
		killAllChildren();
		log.remove();
	});
	return log;
}
