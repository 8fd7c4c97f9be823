import type { ApiProblem } from '#lib/protocol/api-problem.ts';
import type { DeskMessages } from '../i18n/desk-nl.ts';

/**
 * Why something was not done, as a sentence for the reader; '' where they themselves thought better of it.
 * The server's own reason follows ours where it has one that says more.
 */
export function problemText({ kind, field, reason, retryAfterSeconds }: ApiProblem, text: DeskMessages): string {
	switch (kind) {
		case 'network':
			return text.problemNetwork;
		case 'failed':
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
			return withReason(text.problemInvalid, field === null ? reason : `${field}: ${reason}`, text);
		case 'conflict':
			return withReason(text.problemConflict, reason, text);
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

function withReason(sentence: string, reason: string, text: DeskMessages): string {
	return reason === '' ? sentence : `${sentence} ${text.serverSays(reason)}`;
}
