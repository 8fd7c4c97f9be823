import type { AccessMessages } from '../i18n/access-nl.ts';

/** Lengths the server takes, in characters. */
const shortest = 12;
const longest = 128;

/** What is wrong with a new password before the server has looked at it; '' = nothing. It alone decides. */
export function newPasswordError(password: string, text: AccessMessages): string {
	const { length } = [...password.normalize('NFC')];
	if (length < shortest) return text.passwordShort(String(shortest - length));
	return length > longest ? text.passwordLong : '';
}

/** The server's reason against a password in the reader's language; the reason itself where it is one we do not know. */
export function passwordReason(reason: string, text: AccessMessages): string {
	const known: readonly (readonly [RegExp, string])[] = [
		[/at least \d+ characters/, text.passwordRule],
		[/at most \d+ characters/, text.passwordLong],
		[/control characters/, text.passwordControl],
		[/repeat itself/, text.passwordRepeats],
		[/own name or address/, text.passwordOwn],
		[/keys in a row/, text.passwordKeys],
		[/the one you have/, text.passwordSame],
		[/tried first/, text.passwordCommon]
	];
	return known.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}
