/** Names have changed in the log since the rows were last told of any: nothing is written until they are told. */
export class NamesChanged extends Error {
	override readonly name = 'NamesChanged';
}

/** Tells whether the rows know every change of names in the log; null where only this process makes any. */
export type NamesGuard = (() => Promise<boolean>) | null;
