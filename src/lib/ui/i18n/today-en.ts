import type { TodayMessages } from './today-nl.ts';

/** What only the board *Today* says, in English. */
export const todayEn: TodayMessages = {
	averageWaitFull: 'Average wait',
	answeredToday: (count) => `${count} answered`,
	chatsThisWeek: 'Chats this week',
	newThisWeek: 'new',
	withinChance: 'may be chance',
	moreChats: (share) => `${share} more`,
	fewerChats: (share) => `${share} fewer`,
	sameMoment: 'at this point',
	customerSatisfaction: 'Customer satisfaction',
	answers: (count) => `${count} responses`,
	weeksAgo: (weeks) => `${weeks} weeks ago`,
	nowWord: 'now',
	byVolume: 'weighted by each channel’s volume',
	slowWork: 'E-mail and messaging',
	slowWaiting: 'waiting',
	slowOldest: 'oldest',
	slowOver: (count) => `${count} late`,
	slowNoneOver: 'none late',
	nothingWaits: 'nothing waiting',
	daysHours: (days, hours) => `${days} d ${hours} h`,
	wholeDays: (days) => `${days} d`,
	wholeHours: (hours) => `${hours} h`,
	spokenWeekChart: 'chats per day',
	spokenScoreChart: 'over 8 weeks',
	noneAnswered: 'none answered'
};
