/** What some work took: of the clock, and of the processors of this process. */
export type Taken<Result> = Readonly<{ result: Result; wallMs: number; processorMs: number }>;

/** Time of the processor, ms, which says about the same on a busy machine as on a quiet one. */
export function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** Does some work and says what it took. */
export async function taken<Result>(work: () => Result | Promise<Result>): Promise<Taken<Result>> {
	const processorAt = processorMs();
	const wallAt = performance.now();
	const result = await work();
	return { result, wallMs: performance.now() - wallAt, processorMs: processorMs() - processorAt };
}
