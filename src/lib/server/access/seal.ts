import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** A sealed text cannot be opened: it was sealed with a key that is not here, or it was changed. */
export class CannotUnseal extends Error {
	override readonly name = 'CannotUnseal';
}

type NamedKey = Readonly<{ name: string; key: Buffer }>;

/**
 * Seals what must be readable again (a webhook's secret, a refresh token, a comment) with a key that is not in the database.
 * The sealed text names its key, so that a new one can take over while older texts still open.
 */
export class Seal {
	readonly #keys: readonly [NamedKey, ...NamedKey[]];

	/**
	 * @param current 32 bytes: what is sealed from now on is sealed with it
	 * @param earlier keys that open what was sealed before
	 * @throws RangeError when a key has another length
	 */
	constructor(current: Buffer, earlier: readonly Buffer[] = []) {
		this.#keys = [named(current), ...earlier.map(named)];
	}

	/** @param purpose what it is for: sealed for one, it opens for no other */
	seal(text: string, purpose: string): string {
		const [{ name, key }] = this.#keys;
		const nonce = randomBytes(nonceBytes);
		const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(purpose));
		const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
		return `s1.${name}.${Buffer.concat([nonce, sealed]).toString('base64url')}`;
	}

	/** @throws CannotUnseal */
	open(sealed: string, purpose: string): string {
		const [version, name, body, ...rest] = sealed.split('.');
		const key = this.#keys.find((one) => one.name === name)?.key;
		if (version !== 's1' || body === undefined || rest.length > 0) throw new CannotUnseal('not a sealed text');
		if (key === undefined) throw new CannotUnseal(`sealed with the key ${String(name)}, which is not given`);
		const bytes = Buffer.from(body, 'base64url');
		if (bytes.length < nonceBytes + tagBytes) throw new CannotUnseal('not a sealed text');
		try {
			const opening = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(purpose));
			opening.setAuthTag(bytes.subarray(-tagBytes));
			return opening.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + opening.final('utf8');
		} catch (error) {
			throw new CannotUnseal('the sealed text was changed, or is for something else', { cause: error });
		}
	}

	/** Whether a text is sealed with the current key. */
	isCurrent(sealed: string): boolean {
		return sealed.split('.')[1] === this.#keys[0].name;
	}
}

function named(key: Buffer): NamedKey {
	if (key.length !== 32) throw new RangeError(`a key for sealing has 32 bytes, not ${key.length}`);
	return { key, name: hash('sha256', Buffer.concat([Buffer.from('bereik seal '), key]), 'base64url').slice(0, 8) };
}
