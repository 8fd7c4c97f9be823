import type { Steps, Tables } from '../../src/lib/server/database/tables/tables.ts';

/** Tables whose transactions stand still after so many steps until a gate is opened. */
export function pausing(tables: Tables, afterSteps: number, gate: Promise<unknown>): Tables {
	function* paused<Result>(inner: Steps<Result>): Steps<Result> {
		let next = inner.next();
		for (let step = 1; next.done !== true; step++) {
			const found = yield next.value;
			if (step === afterSteps) yield gate;
			next = inner.next(found);
		}
		return next.value;
	}
	return { ...tables, transaction: (steps) => tables.transaction((orm) => paused(steps(orm))) };
}
