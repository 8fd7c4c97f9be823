import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import type { DeskMessages } from '../i18n/desk-nl.ts';
import { reasonWords } from '../i18n/reason-words.ts';

/**
 * Why something was not done, as a sentence for the reader; '' where they themselves thought better of it.
 * The server's reason follows ours where it says more: in the reader's words where there are any for it.
 */
export function problemText(problem: ApiProblem, text: DeskMessages): string {
	const { kind, reason, why, retryAfterSeconds } = problem;
	switch (kind) {
		case 'network':
			return text.problemNetwork;
		case 'failed':
			if (why !== null) return reasonWords(why, reason, text.language);
			return reason === '' ? text.problemFailed : text.problemFailedWith(reason);
		case 'login':
			return text.problemLogin;
		case 'wrong-password':
			return text.stepUpWrong;
		case 'step-up':
			return text.problemStepUp;
		case 'refused':
			return text.problemRefused;
		case 'missing':
			return text.problemMissing;
		case 'invalid':
			return withReason(text.problemInvalid, problem, text);
		case 'conflict':
			return withReason(text.problemConflict, { ...problem, field: null }, text);
		case 'busy':
			return retryAfterSeconds === null ? text.problemBusyAWhile : text.problemBusy(waitText(retryAfterSeconds, text));
		case 'cancelled':
			return '';
	}
}

/** A wait in words: seconds up to two minutes, then whole minutes, never less than it is. */
export function waitText(seconds: number, text: DeskMessages): string {
	const whole = Math.max(1, Math.ceil(seconds));
	return whole < 120 ? text.seconds(String(whole)) : text.minutes(String(Math.ceil(whole / 60)));
}

function withReason(sentence: string, { field, reason, why }: ApiProblem, text: DeskMessages): string {
	const [words, ofField] = [reasonWords(why, reason, text.language), field === null ? '' : `${field}: `];
	if (words === '') return sentence;
	return `${sentence} ${why === null ? text.serverSays(`${ofField}${words}`) : `${ofField}${words}`}`;
}
