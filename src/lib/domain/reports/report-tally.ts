import type { Channel } from '../contact/channel.ts';
import type { Wait } from '../contact/wait.ts';
import { addToCohort } from '../live/cohort.ts';
import { addFact, fact, kindCount, noSums } from '../live/fact-kinds.ts';
import { addScore, mergeScores, newScoreSums, type ScoreSums } from '../satisfaction/score-sums.ts';
import type { SurveyScale } from '../settings/survey-settings.ts';
import { addCellToSums, pendingPlace } from './rollup-cell.ts';
import { scoresOfCell } from './rollup-surveys.ts';

/** A wait as a report counts it. */
export type ReportWait = Readonly<{
	wait: Wait;
	/** Whether it is the contact's first in what the report counts. */
	isFirst: boolean;
	firstReplyMs: number | null;
	handled: number;
	handledMs: number;
	talksEnded: number;
	transferred: number;
}>;

/** A survey as a report counts it. */
export type ReportSurvey = Readonly<{
	channel: Channel | null;
	invitedAt: number | null;
	answeredAt: number | null;
	score: number | null;
	scaleMin: number | null;
	scaleMax: number | null;
}>;

/** How far surveys of one channel reach, and what they say. */
export type SurveyTally = {
	contacts: number;
	invited: number;
	/** Answers to these invitations, and answers at all: some come without an invitation being told. */
	replied: number;
	answered: number;
	/** Invitations that may still be answered. */
	running: number;
	readonly scores: ScoreSums;
};

/** Everything that the figures of one bucket are made of. Sums and counts alone, so that memory does not grow with the rows. */
export class ReportTally {
	readonly sums = noSums();
	pending = 0;
	/** Contacts by the channel they came in by, surveys by the one that handled them last; null where nobody told it. */
	readonly surveys = new Map<Channel | null, SurveyTally>();

	/** @param at what is later than this is not known yet */
	addWait(row: ReportWait, at: number): void {
		const { wait, isFirst } = row;
		if (wait.entry > at) return;
		const { sums } = this;
		if (addToCohort(sums, wait, isFirst, at)) this.pending++;
		if (isFirst) this.surveysOf(wait.channel).contacts++;
		if (row.firstReplyMs !== null) addMany(sums, fact.firstReplied, 1, row.firstReplyMs);
		if (row.talksEnded === 0) return;
		addMany(sums, fact.handled, row.handled, row.handledMs);
		addMany(sums, fact.transferred, row.transferred, 0);
		addMany(sums, fact.talkEnded, row.talksEnded - row.transferred, 0);
	}

	/** @param runningFrom invitations sent after this may still be answered */
	addSurvey(survey: ReportSurvey, scale: SurveyScale, at: number, runningFrom: number): void {
		const tally = this.surveysOf(survey.channel);
		const { invitedAt, answeredAt } = survey;
		const isAnswered = answeredAt !== null && answeredAt <= at;
		if (invitedAt !== null && invitedAt <= at) {
			tally.invited++;
			if (isAnswered) tally.replied++;
			else if (invitedAt > runningFrom) tally.running++;
		}
		if (!isAnswered || survey.score === null) return;
		tally.answered++;
		if (survey.scaleMin === scale.min && survey.scaleMax === scale.max) addScore(tally.scores, survey.score, scale);
		else tally.scores.invalid++;
	}

	/** Adds what a cell says of waits of one channel, without what time has made of those that go on. */
	addCell(channel: Channel, cell: ArrayLike<number>): void {
		addCellToSums(this.sums, cell);
		this.pending += cell[pendingPlace] ?? 0;
		this.surveysOf(channel).contacts += cell[0] ?? 0;
	}

	/** Adds what time has made of a wait that goes on and that a cell has counted as entered and pending. */
	addPassedTime(wait: Wait, isFirst: boolean, at: number): void {
		addFact(this.sums, isFirst ? fact.entered : fact.reentered, 0, -1);
		if (!addToCohort(this.sums, wait, isFirst, at)) this.pending--;
	}

	/** Adds a cell of surveys of one channel. */
	addSurveyCell(channel: Channel | null, cell: ArrayLike<number>): void {
		const tally = this.surveysOf(channel);
		tally.invited += cell[1] ?? 0;
		tally.replied += cell[2] ?? 0;
		tally.answered += cell[3] ?? 0;
		Object.assign(tally.scores, mergeScores(tally.scores, scoresOfCell(cell)));
	}

	/** An invitation that a cell has counted may still be answered. */
	addRunning(channel: Channel | null): void {
		this.surveysOf(channel).running++;
	}

	surveysOf(channel: Channel | null): SurveyTally {
		let tally = this.surveys.get(channel);
		if (tally === undefined) {
			tally = { contacts: 0, invited: 0, replied: 0, answered: 0, running: 0, scores: newScoreSums() };
			this.surveys.set(channel, tally);
		}
		return tally;
	}
}

function addMany(sums: Float64Array, kind: number, count: number, ms: number): void {
	sums[kind] = (sums[kind] ?? 0) + count;
	sums[kindCount + kind] = (sums[kindCount + kind] ?? 0) + ms;
}
