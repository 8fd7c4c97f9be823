import { type ReasonKey, reasonTexts } from './reason-texts.ts';

/** Why something cannot be: which reason it is, and what it is about. Values are what was sent or a limit, as text. */
export type Reason = Readonly<{ key: ReasonKey; values: Readonly<Record<string, string>> }>;

/** The names in braces of a text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<Key extends ReasonKey> = Readonly<Record<NamesIn<(typeof reasonTexts)[Key]>, string | number>>;
type Given<Key extends ReasonKey> = [NamesIn<(typeof reasonTexts)[Key]>] extends [never] ? [] : [values: ValuesOf<Key>];

/** A reason with everything its text names. */
export function reason<const Key extends ReasonKey>(key: Key, ...[values]: Given<Key>): Reason {
	const said = Object.entries<string | number>(values ?? {}).map(([name, value]) => [name, String(value)] as const);
	return { key, values: Object.fromEntries(said) };
}

/** A reason as programs and files are told it, in English. */
export function reasonText({ key, values }: Reason): string {
	return filledIn(reasonTexts[key], values);
}

/** A text with its values in the place of their names; a value that is not there leaves its name standing. */
export function filledIn(text: string, values: Reason['values']): string {
	return text.replaceAll(/\{(\w+)\}/g, (place, name: string) =>
		Object.hasOwn(values, name) ? (values[name] ?? place) : place
	);
}

/** Whether a text is the key of a reason. */
export function isReasonKey(text: string): text is ReasonKey {
	return Object.hasOwn(reasonTexts, text);
}

const mark = 'reason:';

/** A reason as the message of a schema, which can only be text; {@link reasonInMessage} takes it out again. */
export function reasonMessage<const Key extends ReasonKey>(key: Key, ...given: Given<Key>): string {
	return mark + JSON.stringify(reason(key, ...given));
}

/** The reason that a message of a schema carries; null where it carries none. */
export function reasonInMessage(message: string): Reason | null {
	return message.startsWith(mark) ? (JSON.parse(message.slice(mark.length)) as Reason) : null; // as written above
}
