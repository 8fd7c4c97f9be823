import { type Metric, type MetricRow, ownDefinition } from './metric.ts';

const rocks: Metric['source'] = {
	nl: 'Reichheld 2003; betrouwbaarheidsinterval: Rocks, The American Statistician 2016',
	en: 'Reichheld 2003; confidence interval: Rocks, The American Statistician 2016'
};
const manski: Metric['source'] = { nl: 'Manski 1989, uiterste grenzen', en: 'Manski 1989, worst-case bounds' };

/** What customers say afterwards, and how many of them say it. */
export const satisfactionMetrics: readonly MetricRow[] = [
	[
		'csat',
		'Klanttevredenheid (CSAT)',
		'Customer satisfaction (CSAT)',
		'share',
		'higher',
		'antwoorden in de bovenste scores die de instellingen noemen (op 1–5: 4 en 5) ÷ antwoorden',
		'answers among the top scores that the settings name (on 1–5: 4 and 5) ÷ answers',
		ownDefinition
	],
	[
		'ces',
		'Klantgemak (CES)',
		'Customer effort (CES)',
		'share',
		'higher',
		'antwoorden in de bovenste scores die de instellingen noemen (op 1–7: 5, 6 en 7) ÷ antwoorden',
		'answers among the top scores that the settings name (on 1–7: 5, 6 and 7) ÷ answers',
		ownDefinition
	],
	[
		'grade',
		'Rapportcijfer',
		'Grade',
		'score',
		'higher',
		'gemiddelde van de cijfers van 1 tot 10',
		'mean of the marks from 1 to 10',
		ownDefinition
	],
	[
		'insufficient_share',
		'Onvoldoendes',
		'Insufficient marks',
		'share',
		'lower',
		'cijfers van 5 of lager ÷ cijfers',
		'marks of 5 or less ÷ marks',
		ownDefinition
	],
	[
		'nps',
		'Net Promoter Score (NPS)',
		'Net Promoter Score (NPS)',
		'points',
		'higher',
		'100 × (promotors − criticasters) ÷ antwoorden; promotors geven 9 of 10, criticasters 0 tot en met 6',
		'100 × (promoters − detractors) ÷ answers; promoters give 9 or 10, detractors 0 to 6',
		rocks
	],
	[
		'score_mean',
		'Gemiddelde score',
		'Mean score',
		'score',
		'higher',
		'som van de scores ÷ antwoorden',
		'sum of scores ÷ answers',
		ownDefinition
	],
	[
		'rolling_score',
		'Voortschrijdende tevredenheid',
		'Rolling satisfaction',
		'share',
		'higher',
		'score over de antwoorden van de laatste dagen op de kalender, vandaag meegeteld, zoals nu bekend',
		'score of the answers of the last calendar days including today, as known now',
		ownDefinition
	],
	[
		'rolling_score_last_n',
		'Tevredenheid laatste antwoorden',
		'Satisfaction of the last answers',
		'share',
		'higher',
		'score over de laatste antwoorden, ongeacht wanneer ze gegeven zijn; de datum waarop ze beginnen staat erbij',
		'score of the last answers whenever given; the date they reach back to stands beside it',
		ownDefinition
	],
	[
		'surveys_invited',
		'Uitgenodigd',
		'Invited',
		'surveys',
		'none',
		'afgeleverde uitnodigingen voor een enquête',
		'survey invitations delivered',
		ownDefinition
	],
	[
		'surveys_answered',
		'Antwoorden',
		'Answers',
		'surveys',
		'none',
		'uitnodigingen die tot nu toe beantwoord zijn',
		'invitations answered so far',
		ownDefinition
	],
	[
		'surveys_running',
		'Nog te beantwoorden',
		'May still be answered',
		'surveys',
		'none',
		'uitnodigingen die jonger zijn dan de antwoordtermijn en nog niet beantwoord',
		'invitations younger than the reply limit and not answered yet',
		ownDefinition
	],
	[
		'surveys_invalid',
		'Ongeldige antwoorden',
		'Invalid answers',
		'surveys',
		'lower',
		'antwoorden die niet op de schaal liggen: in geen enkele score',
		'answers that are not on the scale: in no score',
		ownDefinition
	],
	[
		'response_rate',
		'Responspercentage',
		'Response rate',
		'share',
		'higher',
		'beantwoord ÷ uitgenodigd',
		'answered ÷ invited',
		ownDefinition
	],
	[
		'coverage',
		'Dekking',
		'Coverage',
		'share',
		'higher',
		'uitgenodigd ÷ contacten',
		'invited ÷ contacts',
		ownDefinition
	],
	[
		'score_bound_low',
		'Ondergrens tevreden',
		'Lowest possible satisfied',
		'share',
		'higher',
		'tevreden antwoorden ÷ contacten: als wie zweeg ontevreden was',
		'satisfied answers ÷ contacts: if all who were silent are dissatisfied',
		manski
	],
	[
		'score_bound_high',
		'Bovengrens tevreden',
		'Highest possible satisfied',
		'share',
		'higher',
		'(tevreden antwoorden + zwijgers) ÷ contacten: als wie zweeg tevreden was',
		'(satisfied answers + silent contacts) ÷ contacts: if all who were silent are satisfied',
		manski
	],
	[
		'tipping_gap',
		'Kantelpunt',
		'Tipping point',
		'share',
		'none',
		'zoveel minder tevreden dan de antwoorders moeten de zwijgers zijn om de volgorde van twee kanalen te keren: verschil van de scores ÷ aandeel zwijgers',
		'how much less satisfied than the responders the silent must be to turn the order of two channels: difference of scores ÷ share of silent contacts',
		ownDefinition
	],
	[
		'score_by_volume',
		'Tevredenheid naar contacten',
		'Satisfaction by contacts',
		'share',
		'higher',
		'score per kanaal, elk kanaal gewogen met zijn contacten',
		'score per channel, each channel weighed by its contacts',
		ownDefinition
	],
	[
		'score_by_responses',
		'Tevredenheid naar antwoorden',
		'Satisfaction by answers',
		'share',
		'higher',
		'alle antwoorden bij elkaar; zegt vooral welk kanaal antwoordt',
		'all answers together; mostly says which channel answers',
		ownDefinition
	],
	[
		'score_poststratified',
		'Herwogen tevredenheid',
		'Reweighed satisfaction',
		'share',
		'higher',
		'score per onderwerp en wachttijd, elk gewogen met zijn contacten; groepen met minder dan 5 antwoorden samengevoegd',
		'score per topic and wait, each weighed by its contacts; groups with fewer than 5 answers joined',
		ownDefinition
	]
];
