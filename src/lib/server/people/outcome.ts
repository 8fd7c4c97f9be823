import type { Reason } from '#lib/domain/reasons/reason.ts';

/** What came of something that somebody asked for, or why it cannot be. */
export type Outcome<Value> = Readonly<{ ok: true; value: Value }> | Refused;

/** Why something cannot be done: the status of the answer, the field it is about and the reason, in words where pages know it by its field. */
export type Refused = Readonly<{ ok: false; status: 400 | 404 | 409; field: string; reason: string | Reason }>;

export function done<Value>(value: Value): Outcome<Value> {
	return { ok: true, value };
}

export function refused(status: Refused['status'], field: string, reason: string | Reason): Refused {
	return { ok: false, status, field, reason };
}
