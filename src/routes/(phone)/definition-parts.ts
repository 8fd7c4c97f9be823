/** What a definition takes, which the first sight of a page does not: the glossary of all metrics, and the sheet. */
export { definitionView } from '#lib/ui/phone/definition.ts';
export { default as DefinitionSheet } from '#lib/ui/phone/DefinitionSheet.svelte';
