import type { Options } from '@node-rs/argon2';

/** Cost of a hash: memory in KiB, passes, lanes. */
export type HashCost = Readonly<{ memoryCost: number; timeCost: number; parallelism: number }>;

/** 64 MiB in 3 passes: about 200 ms of one core of an office server. The floor would be 19 MiB in 2. */
export const hashCost: HashCost = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

/** Each hash holds a core and 64 MiB for as long as it takes. */
const maxAtOnce = 2;
const maxWaiting = 20;

/** Too many hashes are being made already. */
export class PasswordsBusy extends Error {
	override readonly name = 'PasswordsBusy';
}

/** By name: the web server's bundle and the command line each have a copy of this class. */
export function isPasswordsBusy(error: unknown): error is PasswordsBusy {
	return error instanceof Error && error.name === 'PasswordsBusy';
}

/** What makes hashes. */
export interface PasswordHasher {
	hash(password: string, cost: Options): Promise<string>;
	verify(hashed: string, password: string): Promise<boolean>;
}

/** Hashes of passwords, by Argon2id in its own text form: `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`. */
export class Passwords {
	readonly #cost: HashCost;
	readonly #hasher: () => Promise<PasswordHasher>;
	#atOnce = 0;
	readonly #waiting: (() => void)[] = [];

	/** @param hasher loaded when the first hash is made: most of what opens a log makes none */
	constructor(cost: HashCost = hashCost, hasher: () => Promise<PasswordHasher> = () => import('@node-rs/argon2')) {
		this.#cost = cost;
		this.#hasher = hasher;
	}

	/** @throws PasswordsBusy */
	async hash(password: string): Promise<string> {
		return this.#inTurn(async () => (await this.#hasher()).hash(normalised(password), this.#cost));
	}

	/**
	 * Whether a password is the one of a hash.
	 * @param hashed null = nobody's: it takes as long and is false
	 * @throws PasswordsBusy
	 */
	async verify(hashed: string | null, password: string): Promise<boolean> {
		const against = hashed ?? nobodysHash(this.#cost);
		const isRight = await this.#inTurn(async () => (await this.#hasher()).verify(against, normalised(password)));
		return isRight && hashed !== null;
	}

	/** Whether a hash was made at a lower cost than hashes are made now. */
	isOutdated(hashed: string): boolean {
		const [, memory, passes, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hashed) ?? [];
		const { memoryCost, timeCost, parallelism } = this.#cost;
		return !(Number(memory) >= memoryCost && Number(passes) >= timeCost && Number(lanes) >= parallelism);
	}

	async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		if (this.#atOnce >= maxAtOnce) {
			if (this.#waiting.length >= maxWaiting) throw new PasswordsBusy('too many passwords are being checked');
			// Whoever is done hands its place on, so the count stays.
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		} else this.#atOnce++;
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#atOnce--;
			else next();
		}
	}
}

/** The same letters typed on another keyboard may come as other characters. */
function normalised(password: string): string {
	return password.normalize('NFC');
}

/** A hash that no password is known for, at the cost of a real one. */
function nobodysHash({ memoryCost, timeCost, parallelism }: HashCost): string {
	const cost = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
	return `$argon2id$v=19$${cost}$b44H/ydQ0PyXA40ULW57OQ$${'A'.repeat(43)}`;
}
