import type { Turns } from '../database/tables/tables.ts';
import type { Logger } from '../logger.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { rolesOfGroups, type SignOnConfiguration } from './sign-on-configuration.ts';
import type { SignOnPeople } from './sign-on-people.ts';
import type { SignOnRights } from './sign-on-rights.ts';
import type { DueSession, SignOnSessions } from './sign-on-sessions.ts';

type Parts = Readonly<{
	configuration: SignOnConfiguration;
	provider: Pick<IdentityProvider, 'refresh' | 'issuer'>;
	people: SignOnPeople;
	signOnSessions: SignOnSessions;
	rights: SignOnRights;
	turns: Turns;
	logger: Pick<Logger, 'warn'>;
}>;

/** How many are asked about at once. */
const together = 4;

/**
 * Asks the provider, for everybody who is in, whether they still belong. Whoever left the organisation is out within the hour.
 * @see docs/decisions/0030-leavers-are-asked-for.md
 */
export class SignOnRecheck {
	readonly #parts: Parts;
	#running: Promise<void> | null = null;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Asks about all that are due; one round at a time. */
	run(): Promise<void> {
		this.#running ??= this.#round().finally(() => (this.#running = null));
		return this.#running;
	}

	async #round(): Promise<void> {
		const { rights, signOnSessions, provider, logger } = this.#parts;
		await rights.endUnvouched();
		const waiting = [...(await signOnSessions.due(provider.issuer))];
		const reasons = new Map<string, number>();
		const askOn = async (): Promise<void> => {
			for (let due = waiting.shift(); due !== undefined; due = waiting.shift()) {
				const reason = await this.#ask(due);
				if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
			}
		};
		await Promise.all(Array.from({ length: together }, askOn));
		for (const [reason, sessions] of reasons)
			logger.warn({ reason, sessions }, 'the identity provider cannot be asked whether people still belong');
	}

	/** @returns why it could not be found out; null where it was */
	async #ask(due: DueSession): Promise<string | null> {
		const { id, personId, subject, refreshToken } = due;
		const { configuration, provider, people, signOnSessions, rights, turns } = this.#parts;
		if (refreshToken === null) return 'the refresh token was sealed with a key that is not given';
		const claim = await signOnSessions.claim(due);
		if (claim === null) return null;
		const answer = await provider.refresh(refreshToken, subject);
		return turns.run(async () => {
			// It may have ended, with another session of the same person, about which the provider was asked at the same time.
			if (!(await signOnSessions.isMine(id, claim))) return null;
			switch (answer.kind) {
				case 'gone':
					await rights.end(personId, answer.reason);
					return null;
				case 'unknown':
					if (answer.refreshToken !== null) await signOnSessions.keepToken(id, answer.refreshToken);
					await signOnSessions.putBack(due, claim);
					return answer.reason;
				case 'still': {
					const roles = rolesOfGroups(configuration, answer.identity.groups);
					const person = await people.find({ issuer: provider.issuer, subject });
					if (person === null || roles.length === 0) {
						await rights.end(personId, 'no-role');
						return null;
					}
					await rights.set(person, roles);
					await people.describe(person.id, answer.identity);
					await signOnSessions.vouch(id, answer.refreshToken ?? refreshToken);
					return null;
				}
			}
		});
	}
}
