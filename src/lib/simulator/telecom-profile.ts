import type { DeskProfile, Hours, ShiftProfile, TeamProfile, Weekly } from './profile.ts';
import { telecomQueues } from './telecom-queues.ts';
import { telecomSurveys } from './telecom-surveys.ts';
import { telecomComebacks, telecomTopics } from './telecom-topics.ts';

const weekday: Hours = { opens: '08:00', closes: '21:00' };
const weekend: Hours = { opens: '09:00', closes: '17:00' };

const teams: readonly TeamProfile[] = [
	{ team: 'Facturen', agents: 12, skills: [['Facturen', 'Algemeen'], ['Facturen']], maxChats: null, homeShare: 0.4 },
	{ team: 'Techniek', agents: 19, skills: [['Techniek'], ['Techniek', 'Algemeen']], maxChats: null, homeShare: 0.35 },
	{
		team: 'Algemeen',
		agents: 6,
		skills: [
			['Algemeen', 'Verhuizen', 'Facturen'],
			['Algemeen', 'Verhuizen'],
			['Algemeen', 'Facturen']
		],
		maxChats: null,
		homeShare: 0.5
	},
	{ team: 'Verhuizen', agents: 5, skills: [['Verhuizen'], ['Verhuizen', 'Facturen']], maxChats: null, homeShare: 0.3 },
	{ team: 'Chat', agents: 9, skills: [['Chat']], maxChats: 3, homeShare: 0.6 },
	{ team: 'E-mail', agents: 5, skills: [['E-mail']], maxChats: null, homeShare: 0.5 }
];

const shifts: readonly ShiftProfile[] = [
	{ team: 'Facturen', start: '08:00', end: '14:30', agents: [4, 4, 4, 4, 4, 0, 0] },
	{ team: 'Facturen', start: '14:00', end: '21:00', agents: [4, 4, 4, 4, 4, 0, 0] },
	{ team: 'Facturen', start: '09:00', end: '13:00', agents: [3, 3, 3, 3, 3, 0, 0] },
	{ team: 'Facturen', start: '16:30', end: '21:00', agents: [1, 1, 1, 1, 1, 0, 0] },
	{ team: 'Facturen', start: '09:00', end: '17:00', agents: [0, 0, 0, 0, 0, 4, 4] },
	{ team: 'Techniek', start: '08:00', end: '14:30', agents: [7, 7, 6, 6, 6, 0, 0] },
	{ team: 'Techniek', start: '09:30', end: '16:30', agents: [1, 1, 1, 1, 1, 0, 0] },
	{ team: 'Techniek', start: '14:00', end: '21:00', agents: [7, 7, 7, 7, 7, 0, 0] },
	{ team: 'Techniek', start: '17:00', end: '21:00', agents: [4, 4, 4, 4, 4, 0, 0] },
	{ team: 'Techniek', start: '09:00', end: '17:00', agents: [0, 0, 0, 0, 0, 6, 6] },
	{ team: 'Algemeen', start: '08:00', end: '14:30', agents: [3, 3, 3, 3, 3, 0, 0] },
	{ team: 'Algemeen', start: '14:00', end: '21:00', agents: [3, 3, 3, 3, 3, 0, 0] },
	{ team: 'Algemeen', start: '09:00', end: '17:00', agents: [0, 0, 0, 0, 0, 3, 3] },
	{ team: 'Verhuizen', start: '08:00', end: '14:30', agents: [2, 2, 2, 2, 2, 0, 0] },
	{ team: 'Verhuizen', start: '14:00', end: '21:00', agents: [2, 2, 2, 2, 2, 0, 0] },
	{ team: 'Verhuizen', start: '09:00', end: '17:00', agents: [0, 0, 0, 0, 0, 2, 2] },
	{ team: 'Chat', start: '08:00', end: '14:30', agents: [4, 4, 4, 3, 3, 0, 0] },
	{ team: 'Chat', start: '14:00', end: '21:00', agents: [4, 4, 4, 4, 4, 0, 0] },
	{ team: 'Chat', start: '09:00', end: '17:00', agents: [0, 0, 0, 0, 0, 3, 3] },
	{ team: 'E-mail', start: '08:30', end: '17:00', agents: [3, 3, 3, 3, 3, 0, 0] },
	{ team: 'E-mail', start: '09:00', end: '13:00', agents: [1, 1, 1, 0, 0, 0, 0] }
];

const allPhone = ['Facturen', 'Techniek', 'Algemeen', 'Verhuizen'];

/** Who joins when the desk never closes. */
const nightTeams: readonly TeamProfile[] = [
	{ team: 'Avondploeg', agents: 17, skills: [allPhone], maxChats: null, homeShare: 0.7 },
	{ team: 'Avondploeg chat', agents: 3, skills: [['Chat']], maxChats: 3, homeShare: 0.7 },
	{ team: 'Nachtploeg', agents: 14, skills: [allPhone], maxChats: null, homeShare: 0.7 },
	{ team: 'Nachtploeg chat', agents: 3, skills: [['Chat']], maxChats: 3, homeShare: 0.7 }
];

const nightShifts: readonly ShiftProfile[] = [
	{ team: 'Avondploeg', start: '20:45', end: '02:30', agents: [13, 13, 13, 13, 13, 0, 0] },
	{ team: 'Avondploeg chat', start: '20:45', end: '02:30', agents: [2, 2, 2, 2, 2, 0, 0] },
	// From the end of the weekend's busy hours.
	{ team: 'Avondploeg', start: '16:45', end: '02:30', agents: [0, 0, 0, 0, 0, 14, 14] },
	{ team: 'Avondploeg chat', start: '16:45', end: '02:30', agents: [0, 0, 0, 0, 0, 2, 2] },
	{ team: 'Nachtploeg', start: '02:25', end: '08:15', agents: [12, 12, 12, 12, 12, 0, 0] },
	{ team: 'Nachtploeg chat', start: '02:25', end: '08:15', agents: [2, 2, 2, 2, 2, 0, 0] },
	{ team: 'Nachtploeg', start: '02:30', end: '09:15', agents: [0, 0, 0, 0, 0, 12, 12] },
	{ team: 'Nachtploeg chat', start: '02:30', end: '09:15', agents: [0, 0, 0, 0, 0, 2, 2] }
];

const openingHours: Weekly<Hours | null> = [weekday, weekday, weekday, weekday, weekday, weekend, null];

/** The service desk of a Dutch telecom: four phone queues and a chat queue, open on weekdays and Saturdays, and letters by e-mail. */
export const telecomProfile: DeskProfile = {
	queues: telecomQueues,
	teams,
	shifts,
	breaks: [
		{ reason: 'pauze', minutes: 15, atShare: 0.25, jitterMinutes: 48, minimumShiftHours: 4, share: 1 },
		{ reason: 'lunch', minutes: 30, atShare: 0.5, jitterMinutes: 45, minimumShiftHours: 7, share: 1 },
		{ reason: 'pauze', minutes: 15, atShare: 0.76, jitterMinutes: 45, minimumShiftHours: 7, share: 1 },
		{ reason: 'coaching', minutes: 25, atShare: 0.4, jitterMinutes: 20, minimumShiftHours: 7, share: 0.12 },
		{ reason: 'overleg', minutes: 20, atShare: 0.62, jitterMinutes: 20, minimumShiftHours: 5, share: 0.18 }
	],
	sickShare: 0.04,
	busyHours: openingHours,
	isAlwaysOpen: false,
	nightCurve: { hours: [0, 1, 2.4, 3, 5, 8, 17, 21, 24], weights: [1.08, 1.2, 1.2, 1.05, 1.02, 1.06, 1.05, 1.1, 1.08] },
	hoursPerSurge: 3.2,
	surges: [
		{ queue: 'Techniek', topic: 'Storing in de wijk', weight: 30, contacts: [22, 36], minutes: [10, 18] },
		{ queue: 'Techniek', topic: 'Voetbal op de pc', weight: 10, contacts: [18, 30], minutes: [10, 18] },
		{ queue: 'Facturen', topic: 'Factuur begrijpen', weight: 25, contacts: [20, 34], minutes: [10, 18] },
		{ queue: 'Algemeen', topic: 'Mobiel abonnement', weight: 15, contacts: [20, 34], minutes: [10, 18] },
		{ queue: 'Verhuizen', topic: 'Verhuizing doorgeven', weight: 5, contacts: [12, 18], minutes: [10, 18] },
		{ queue: 'Chat', topic: 'Wifi thuis', weight: 15, contacts: [14, 22], minutes: [8, 15] }
	],
	levelSpread: { day: 0.04, queueDay: 0.05, queueWeek: 0.04 },
	chatSlowdown: 0.22,
	homeHandlingFactor: 1.12,
	topics: telecomTopics,
	comebacks: telecomComebacks,
	surveys: telecomSurveys,
	callbackMinutes: [15, 45]
};

/**
 * The same desk around the clock: at night fewer contacts, and one all-round team that is just large enough for them, so that
 * most are answered in time, and every hour has its moments in which a few people wait.
 */
export const aroundTheClockProfile: DeskProfile = {
	...telecomProfile,
	teams: [...teams, ...nightTeams],
	shifts: [...shifts, ...nightShifts],
	busyHours: [weekday, weekday, weekday, weekday, weekday, weekend, weekend],
	isAlwaysOpen: true,
	hoursPerSurge: 3
};
