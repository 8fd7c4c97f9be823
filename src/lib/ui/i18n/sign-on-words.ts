import type { AccessMessages } from './access-nl.ts';

/** Why logging in at one's own organisation did not work, from the `?problem=` of the way in; '' where nothing went wrong. */
export function signOnWords(problem: string | null, text: AccessMessages): string {
	switch (problem) {
		case null:
			return '';
		case 'no-role':
			return text.signOnNoRole;
		case 'cancelled':
			return text.signOnCancelled;
		case 'expired':
			return text.signOnExpired;
		case 'email-in-use':
			return text.signOnEmailInUse;
		case 'unreachable':
			return text.signOnUnreachable;
		default:
			// Whoever makes a link to the way in writes this: nothing of it is shown.
			return text.signOnFailed;
	}
}
