/** What only the board *Today* says, in Dutch; this table is the key of the other. The phone does without it. */
export const todayNl = {
	averageWaitFull: 'Gemiddelde wachttijd',
	answeredToday: (count: string) => `${count} beantwoord`,
	chatsThisWeek: 'Chats deze week',
	newThisWeek: 'nieuw',
	withinChance: 'kan toeval zijn',
	moreChats: (share: string) => `${share} meer`,
	fewerChats: (share: string) => `${share} minder`,
	sameMoment: 'zelfde moment',
	customerSatisfaction: 'Klanttevredenheid',
	answers: (count: string) => `${count} reacties`,
	weeksAgo: (weeks: string) => `${weeks} weken geleden`,
	nowWord: 'nu',
	byVolume: 'gewogen naar volume per kanaal',
	slowWork: 'E-mail en berichten',
	slowWaiting: 'wachtend',
	slowOldest: 'oudste',
	slowOver: (count: string) => `${count} te laat`,
	slowNoneOver: 'niets te laat',
	nothingWaits: 'niets wacht',
	daysHours: (days: string, hours: string) => `${days} d ${hours} u`,
	wholeDays: (days: string) => `${days} d`,
	wholeHours: (hours: string) => `${hours} u`,
	spokenWeekChart: 'chats per dag',
	spokenScoreChart: 'verloop in 8 weken',
	noneAnswered: 'niets beantwoord'
};

/** What only the board *Today* says, in any language. */
export type TodayMessages = typeof todayNl;
