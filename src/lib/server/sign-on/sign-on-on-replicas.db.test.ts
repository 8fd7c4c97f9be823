import { expect } from 'vitest';
import { plantSession } from '../../../../tests/support/planted-session.ts';
import { postgresTest } from '../../../../tests/support/postgres.ts';
import { twoReplicas } from '../../../../tests/support/two-replicas.ts';
import { Seal } from '../access/seal.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { people, sessions as sessionTable } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { Sessions } from '../people/sessions.ts';
import { openFlow, OwnUsedStates, sealFlow, SharedUsedStates, type UsedStates } from './sign-on-flow.ts';
import type { Refreshed } from './sign-on-failure.ts';
import { SignOnPeople } from './sign-on-people.ts';
import { SignOnRecheck } from './sign-on-recheck.ts';
import { SignOnRights } from './sign-on-rights.ts';
import { type DueSession, recheckAfterMs, SignOnSessions } from './sign-on-sessions.ts';

const issuer = 'https://login.example.org';
const seal = new Seal(Buffer.alloc(32, 7));

postgresTest('somebody who left for the provider from one server comes back to any other, once', async () => {
	const now = 1_763_800_000_000;
	const flow = { state: 's', nonce: 'n', verifier: 'v', to: '/', startedAt: now, stepUpFor: null };
	// Sealed with the same key, in the browser: no server has to remember it.
	expect(openFlow(new Seal(Buffer.alloc(32, 7)), sealFlow(seal, flow), now)).toEqual(flow);
	const replicas = await twoReplicas();
	const usedAtOnce = async (states: readonly UsedStates[]) =>
		(await Promise.all(states.map(async (one) => one.use('s')))).filter((isFirst) => isFirst).length;
	let at = now;
	const shared = replicas.map((tables) => new SharedUsedStates(tables, () => at));
	expect(await usedAtOnce(shared)).toBe(1);
	expect(await usedAtOnce(shared)).toBe(0);
	at += 10 * 60_000;
	expect(await usedAtOnce(shared)).toBe(1);
	expect(await usedAtOnce(replicas.map(() => new OwnUsedStates(() => now)))).toBe(2);
});

/** Takes each token once: whoever comes with one again is taken for a thief, and everything of the person is void. */
function strictProvider() {
	let current = 'token 0';
	let asked = 0;
	return {
		get asked() {
			return asked;
		},
		issuer,
		async refresh(token: string): Promise<Refreshed> {
			asked++;
			await new Promise((resolve) => setTimeout(resolve, 20));
			if (token !== current) return { kind: 'gone', reason: 'invalid_grant' };
			current = `token ${asked}`;
			const identity = { issuer, subject: 'ann', name: 'Ann', email: null, groups: ['team'], authenticatedAt: null };
			return { kind: 'still', identity, refreshToken: current };
		}
	};
}

/** Asks the provider about whoever it asks about, with those who ask beside it. */
class HeedlessSessions extends SignOnSessions {
	override async claim({ recheckAt }: Pick<DueSession, 'id' | 'recheckAt'>): Promise<number | null> {
		return recheckAt;
	}
	override async isMine(): Promise<boolean> {
		return true;
	}
}

/** Two servers look for leavers at the same time; whether somebody who did not leave is still in, and how often was asked. */
async function recheckedOnBoth(makeSessions: (tables: Tables, now: () => number) => SignOnSessions) {
	let now = Date.now();
	const readNow = (): number => now;
	const replicas = await twoReplicas();
	const [here] = replicas;
	const { personId, sessionId } = await plantSession(here, ['manager'], null);
	await here.orm.update(people).set({ oidcIssuer: issuer, oidcSubject: 'ann' });
	await here.orm.update(sessionTable).set({ method: 'oidc' });
	await new SignOnSessions(here, seal, readNow).vouch(sessionId, 'token 0');
	now += recheckAfterMs;
	const provider = strictProvider();
	const rechecks = replicas.map((tables) => {
		const signOnSessions = makeSessions(tables, readNow);
		const signOnPeople = new SignOnPeople(tables, readNow);
		const sessions = new Sessions(tables, readNow);
		const around = { sessions, watch: { end: () => {} }, audit: new AuditTrail(tables, readNow) };
		const rights = new SignOnRights({ people: signOnPeople, signOnSessions, ...around });
		// Of what is configured, the roles of groups alone are asked for here.
		const configuration = { rolesByGroup: new Map([['team', ['manager']]]) } as never;
		return new SignOnRecheck({
			...{ configuration, provider, people: signOnPeople, signOnSessions, rights },
			turns: tables.turns('people'),
			logger: { warn: () => {} }
		});
	});
	await Promise.all(rechecks.map((recheck) => recheck.run()));
	const isIn = (await new Sessions(here, readNow).personOf(sessionId)) === personId;
	return { isIn, asked: provider.asked };
}

postgresTest('of several servers one asks the provider about a session: it takes a token once', async () => {
	expect(await recheckedOnBoth((tables, now) => new SignOnSessions(tables, seal, now))).toEqual({
		isIn: true,
		asked: 1
	});
	expect(await recheckedOnBoth((tables, now) => new HeedlessSessions(tables, seal, now))).toEqual({
		...{ isIn: false, asked: 2 }
	});
});
