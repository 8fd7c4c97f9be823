/** Has the reader show again who they are, once for however many requests ask for it at the same time. */
export class StepUp {
	#isAsked = $state(false);
	#settle: ((isShown: boolean) => void) | null = null;
	#asking: Promise<boolean> | null = null;

	/** Whether the dialog has to be in view. */
	get isAsked(): boolean {
		return this.#isAsked;
	}

	/** Asks the reader; resolves with whether they did it. */
	ask(): Promise<boolean> {
		this.#asking ??= new Promise((resolve) => {
			this.#settle = resolve;
			this.#isAsked = true;
		});
		return this.#asking;
	}

	/** The reader did it, or would not. */
	settle(isShown: boolean): void {
		const settle = this.#settle;
		this.#settle = this.#asking = null;
		this.#isAsked = false;
		settle?.(isShown);
	}
}
