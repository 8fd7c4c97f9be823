/** Somebody at the door. `topic` null = one of the queue's own. */
export type Comer = Readonly<{ customer: string; topic: string | null; comesAgain: boolean; gaveUpBefore: boolean }>;
