import type { SurveyProfile } from './survey-profile.ts';

/**
 * A grade from 1 to 10 after the contact: in the chat window, by text message after a call, in a letter of its own after
 * an e-mail. In a chat every other customer answers, of the callers hardly anybody.
 */
export const telecomSurveys: SurveyProfile = {
	kind: 'grade',
	scale: { min: 1, max: 10 },
	quietDays: 14,
	closesAfterDays: 6.5,
	channels: {
		chat: {
			invitedShare: 0.92,
			invitedAfter: { medianSeconds: 4, spread: 0.4 },
			answeredShare: 0.52,
			answeredAfter: { medianSeconds: 110, spread: 1.1 },
			score: 7.9,
			wait: { seconds: 60, pointsPerDoubling: 0.32 }
		},
		phone: {
			invitedShare: 0.5,
			invitedAfter: { medianSeconds: 300, spread: 0.4 },
			answeredShare: 0.06,
			answeredAfter: { medianSeconds: 2_400, spread: 1.5 },
			score: 7.6,
			wait: { seconds: 60, pointsPerDoubling: 0.4 }
		},
		email: {
			invitedShare: 0.8,
			invitedAfter: { medianSeconds: 3_600, spread: 0.2 },
			answeredShare: 0.18,
			answeredAfter: { medianSeconds: 30_000, spread: 1.1 },
			score: 7.6,
			wait: { seconds: 8 * 3_600, pointsPerDoubling: 0.45 }
		}
	},
	outcomes: { resolved: 0.3, unresolved: -1.3, escalated: -0.9 },
	handedOn: -0.5,
	comesAgain: -0.7,
	gaveUpBefore: -0.8,
	spread: 1.3
};
