import { dayAfter, openPeriod, wallTimeOn, type LocalDay, type Period } from './local-day.ts';
import type { BreakProfile, DeskProfile } from './profile.ts';
import { happens, randomStream, shuffled, uniform, type RandomStream } from '#lib/domain/statistics/random.ts';

/** Somebody who works here. */
export type Member = Readonly<{
	agent: string;
	team: string;
	queues: readonly string[];
	/** Null = one phone call at a time. */
	maxChats: number | null;
	homeShare: number;
}>;

/** A planned absence within a shift. */
export type PlannedBreak = Readonly<{ at: number; reason: string; lengthMs: number }>;

/** One agent's working time on one day, from signing in to signing out when nothing keeps them. */
export type Shift = Period &
	Readonly<{ member: Member; workplace: 'office' | 'home'; breaks: readonly PlannedBreak[] }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Everybody, team by team; ids `agent-01`, `agent-02`, … */
export function membersOf(profile: DeskProfile): Member[] {
	const members: Member[] = [];
	for (const { team, agents, skills, maxChats, homeShare } of profile.teams) {
		for (let index = 0; index < agents; index++) {
			const agent = `agent-${String(members.length + 1).padStart(2, '0')}`;
			members.push({ agent, team, queues: skills[index % skills.length] ?? [], maxChats, homeShare });
		}
	}
	return members;
}

/**
 * Who works when, of the shifts that start on a day. Depends on seed and date alone. Nobody is planned twice on a day,
 * or at all on a day that is closed; a shift without anybody left to work it stays empty.
 */
export function shiftsOfDay(profile: DeskProfile, members: readonly Member[], day: LocalDay, seed: number): Shift[] {
	const shifts: Shift[] = [];
	if (openPeriod(profile, day) === null) return shifts;
	for (const { team } of profile.teams) {
		// A stream for each team: hiring in one leaves the others' plans as they were.
		const random = randomStream(seed, `shifts/${team}/${day.name}`);
		const rest = skillsInTurn(
			shuffled(
				random,
				members.filter((member) => member.team === team)
			)
		);
		for (const row of profile.shifts) {
			if (row.team !== team) continue;
			const start = wallTimeOn(day, row.start);
			const end = wallTimeOn(row.end > row.start ? day : dayAfter(day), row.end);
			for (const member of rest.splice(0, row.agents[day.weekdayIndex] ?? 0)) {
				const workplace = workplaceOf(member, day, seed);
				const shift = shiftOf(random, profile.breaks, member, workplace, { from: start, until: end });
				if (!happens(random, profile.sickShare)) shifts.push(shift);
			}
		}
	}
	return shifts;
}

/** The same people so that each next one has other skills than the last, as far as it goes: no shift of one kind only. */
function skillsInTurn(members: readonly Member[]): Member[] {
	const bySkills = new Map<string, Member[]>();
	for (const member of members) {
		const key = member.queues.join();
		bySkills.set(key, [...(bySkills.get(key) ?? []), member]);
	}
	const groups = [...bySkills.values()];
	const turns = Math.max(0, ...groups.map((group) => group.length));
	return Array.from({ length: turns }, (_, turn) => groups.flatMap((group) => group.slice(turn, turn + 1))).flat();
}

function shiftOf(
	random: RandomStream,
	breaks: readonly BreakProfile[],
	member: Member,
	workplace: Shift['workplace'],
	planned: Period
): Shift {
	// People sign in a little early or late, and nobody is gone to the second.
	const from = Math.round(planned.from + uniform(random, -4, 2) * minuteMs);
	const until = Math.round(planned.until + uniform(random, 0, 4) * minuteMs);
	return { member, from, until, workplace, breaks: plannedBreaks(random, breaks, planned) };
}

/** Where somebody works on a day: their own coin for each day, whatever the plan of the day becomes. */
function workplaceOf(member: Member, day: LocalDay, seed: number): Shift['workplace'] {
	const random = randomStream(seed, `workplace/${member.agent}/${day.name}`);
	return happens(random, member.homeShare) ? 'home' : 'office';
}

function plannedBreaks(random: RandomStream, breaks: readonly BreakProfile[], shift: Period): PlannedBreak[] {
	const lengthMs = shift.until - shift.from;
	return breaks
		.map((planned) => ({
			reason: planned.reason,
			lengthMs: Math.round(planned.minutes * minuteMs * uniform(random, 0.85, 1.15)),
			at: Math.round(
				shift.from + planned.atShare * lengthMs + uniform(random, -1, 1) * planned.jitterMinutes * minuteMs
			),
			isTaken: happens(random, planned.share) && lengthMs >= planned.minimumShiftHours * hourMs
		}))
		.filter(({ isTaken }) => isTaken)
		.map(({ at, reason, lengthMs }) => ({ at, reason, lengthMs }))
		.sort((a, b) => a.at - b.at);
}
